import { problemCodes } from "../../domain/errors.ts";
import { read, sourceFiles } from "./source-files.ts";

const codes = Object.keys(problemCodes);
const sources = sourceFiles()
  .filter((file) => file !== "domain/errors.ts")
  .map(read)
  .join("\n");

/** Whole rows of the table below the heading "Errors": code → meaning. */
const documented = new Map(
  [...section("Errors").matchAll(/^\| `([^`]+)`\s*\| (.*?)\s*\|$/gm)].map(([, code, meaning]) => [
    code!,
    meaning!,
  ]),
);

function section(heading: string): string {
  return read("README.md").split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
}

test.each(codes)("%s is a problem that something reports", (code) => {
  // A field of the configuration gives its code behind a bar in its message.
  expect(sources).toMatch(new RegExp(`"${code}"|\\|${code}['"\`]`));
});

test.each(codes)("%s is explained in the README in the same words", (code) => {
  expect(documented.get(code)).toBe(problemCodes[code as keyof typeof problemCodes]);
});

test("the README explains no code that does not exist", () => {
  expect([...documented.keys()].filter((code) => !codes.includes(code))).toEqual([]);
});
