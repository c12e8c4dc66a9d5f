import { problemCodes } from "../../domain/errors.ts";
import { read, sourceFiles } from "./source-files.ts";

const codes = Object.keys(problemCodes);
const sources = sourceFiles()
  .filter((file) => file !== "domain/errors.ts")
  .map(read)
  .join("\n");

/** The rows of the table: code → meaning. */
const documented = new Map(
  [...read("docs/errors.md").matchAll(/^\| `([^`]+)`\s*\| (.*?)\s*\|$/gm)].map(([, code, meaning]) => [
    code!,
    meaning!,
  ]),
);

test.each(codes)("%s is reported somewhere", (code) => {
  // A field of the configuration gives its code behind a bar in its message.
  expect(sources).toMatch(new RegExp(`"${code}"|\\|${code}['"\`]`));
});

test.each(codes)("%s is explained in docs/errors.md with the same words", (code) => {
  expect(documented.get(code)).toBe(problemCodes[code as keyof typeof problemCodes]);
});

test("docs/errors.md explains existing codes only", () => {
  expect([...documented.keys()].filter((code) => !codes.includes(code))).toEqual([]);
});
