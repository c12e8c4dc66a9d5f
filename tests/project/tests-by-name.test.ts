import { existsSync } from "node:fs";
import ts from "typescript";
import { read, sourceFiles } from "./source-files.ts";

// The rehearsal, the demo and the bench are tested as programs; their files have tests of their own where that helps.
const withCode = sourceFiles().filter((file) => !file.startsWith("testing/") && hasCode(read(file)));

/** Whether a source has a function or a class of its own: types, constants, re-exports and mere calls need no test. */
function hasCode(source: string): boolean {
  const isCode = (node: ts.Node): boolean =>
    (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) ||
    ts.isClassLike(node) ||
    ts.forEachChild(node, (child) => isCode(child) || undefined) === true;
  return isCode(ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest));
}

test("every source file with code has a test of its name", () => {
  const untested = withCode.filter((file) => !existsSync(`tests/${file.replace(/\.ts$/, ".test.ts")}`));
  expect(untested).toEqual([]);
});

test.each([
  ["export function one(): number { return 1; }", true],
  ["export const one = (): number => 1;", true],
  ["export class One {}", true],
  ["export const table = { one: { read() { return 1; } } };", true],
  ["void run(async () => await one());", true],
  ["export interface One { read(): number; readonly write: () => void }", false],
  ['export const one = join("a", "b");', false],
  ['export { one } from "./one.ts";', false],
  ['import { one } from "./one.ts";\nvoid one();', false],
])("%s: needs a test: %s", (source, expected) => {
  expect(hasCode(source)).toBe(expected);
});
