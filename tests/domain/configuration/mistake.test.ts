import { z } from "zod";
import { messageFor, mistake, readMessage, says } from "../../../domain/configuration/mistake.ts";

const found = mistake("is not a device name", 'Use a-z, 0-9 and "-".', "device-name");

test("a mistake goes through a schema's message and comes out with all its parts", () => {
  const schema = z.string().regex(/^[a-z]+$/, messageFor(found));
  expect(schema.safeParse("Alice iPhone").error?.issues.map(({ message }) => readMessage(message))).toEqual([
    found,
  ]);
});

test("the code of a value that can't be used is the default", () => {
  expect(readMessage(says("is empty", "Write a name."))).toEqual({
    what: "is empty",
    fix: "Write a name.",
    code: "bad-value",
  });
});

test.each(["Invalid input", '{"what":"is empty"}', '{"what":"is","fix":"x","code":"nonsense"}', "null"])(
  "%s is no mistake of ours",
  (text) => {
    expect(readMessage(text)).toBeUndefined();
  },
);
