import { AnswerLost, CommandRefused, SupervisorSilent, unless } from "../../home-assistant/answer.ts";

test("a refusal carries Home Assistant's code and message, and is not a lost answer", () => {
  const refused = new CommandRefused("not_running", "It starts.");
  expect(refused).toMatchObject({ code: "not_running", message: "It starts." });
  expect(refused).not.toBeInstanceOf(AnswerLost);
});

test("a silent Supervisor counts as a lost answer", () => {
  expect(new SupervisorSilent("no answer")).toBeInstanceOf(AnswerLost);
});

test("an answer that fails with a named error counts as none, and any other error is passed on", async () => {
  const refused = new CommandRefused("unknown_command", "Unknown command.");
  const lost = new AnswerLost("the connection was lost");
  expect(await unless(Promise.resolve("answer"), CommandRefused)).toBe("answer");
  expect(await unless(Promise.reject<string>(refused), CommandRefused)).toBeUndefined();
  expect(await unless(Promise.reject<string>(lost), CommandRefused, AnswerLost)).toBeUndefined();
  await expect(unless(Promise.reject(lost), CommandRefused)).rejects.toBe(lost);
});
