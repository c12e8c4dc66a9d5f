import { makeRandomPassword } from "../../../testing/rehearsal/random-resources.ts";

const password = async (inputs: object): Promise<string> => {
  const made = await makeRandomPassword({
    type: "random",
    name: "it",
    inputs: { ...inputs },
    importId: undefined,
  });
  return String(made.state["result"]);
};
const none = { lower: false, upper: false, numeric: false, special: false };

test("a password has the wanted kinds of characters only", async () => {
  expect(await password({ ...none, length: 200, special: true, overrideSpecial: "xyz" })).toMatch(
    /^[xyz]{200}$/,
  );
  expect(await password({ length: 200, special: false })).toMatch(/^[A-Za-z0-9]{200}$/);
});

test("a password without any characters is refused", async () => {
  await expect(password({ ...none, length: 1 })).rejects.toThrow("at least one kind of character");
});
