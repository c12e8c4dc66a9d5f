import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ha-mtls-test-"));
  mkdirSync(join(folder, "model"));
  copyFileSync(join(root, "compile.js"), join(folder, "compile.js"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What the file's `answer` is, and whether the compiler had to be loaded for it. */
function load(source: string, before = ""): unknown {
  writeFileSync(join(folder, "model", "answer.ts"), source);
  const program = `${before}
    require("./compile.js");
    const { answer } = require("./model/answer.ts");
    console.log(JSON.stringify([answer, Object.keys(require.cache).some((path) => /sucrase.dist/.test(path))]));`;
  return JSON.parse(execFileSync(process.execPath, ["-e", program], { cwd: folder, encoding: "utf8" }));
}

const source = (value: number): string =>
  `export const answer: number = ${value}; // ${Math.random()}, ${process.pid}`;

test("a file is compiled once, and again when it has changed", () => {
  const [first, second] = [source(1), source(2)];
  expect(load(first)).toEqual([1, true]);
  expect(load(first)).toEqual([1, false]);
  expect(load(second)).toEqual([2, true]);
  expect(load(first)).toEqual([1, false]);
});

test("where nothing can be kept it is compiled every time", () => {
  const readOnly = `require("node:fs").writeFileSync = () => { throw new Error("EROFS"); };`;
  const only = source(3);
  expect(load(only, readOnly)).toEqual([3, true]);
  expect(load(only, readOnly)).toEqual([3, true]);
});

test("a mistake is told with its file", () => {
  const broken = `try { require("./compile.js"); require("./model/broken.ts"); } catch ({ message }) { console.log(message); }`;
  writeFileSync(join(folder, "model", "broken.ts"), "export const = 1;");
  const said = execFileSync(process.execPath, ["-e", broken], { cwd: folder, encoding: "utf8" });
  expect(said).toContain(join("model", "broken.ts"));
});
