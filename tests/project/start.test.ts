import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ha-mtls-start-"));
  copyFileSync("start.js", join(folder, "start.js"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(folder, "program.ts"),
    "const words: string[] = process.argv.slice(2);\nconsole.log(...words);",
  );
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function start(...flags: string[]) {
  const words = [...flags, "--import=./start.js", "program.ts", "one", "two"];
  return spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
}

/** Makes Node behave as it did before it supported TypeScript. */
const old = "--no-experimental-strip-types";

test("a program in TypeScript runs", () => {
  expect(start()).toMatchObject({ status: 0, stdout: "one two\n" });
});

test("an older Node hands over to the one that npm has installed, with all arguments, and exits with its code", () => {
  const node = join(folder, "node_modules", ".bin", "node");
  mkdirSync(join(node, ".."), { recursive: true });
  writeFileSync(node, '#!/bin/sh\necho "$@"\nexit 7\n');
  chmodSync(node, 0o755);
  const { status, stdout } = start(old);
  expect(status).toBe(7);
  expect(stdout).toMatch(/--import=\.\/start\.js \S*program\.ts one two\n$/);
});

test("without another Node, one line says what is missing", () => {
  const { status, stderr } = start(old);
  expect(status).toBe(1);
  expect(stderr).toBe(
    `ha-mtls needs Node 22.18 or later, and this is ${process.versions.node}. ` +
      "Install it from https://nodejs.org, or let npm bring one: npm ci\n",
  );
});
