import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ha-mtls-test-real-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A program on the PATH that prints its words and fails. */
function install(name: string): void {
  const path = join(folder, name);
  writeFileSync(path, '#!/bin/sh\necho "$@"\nexit 7\n');
  chmodSync(path, 0o755);
}

/** Runs the script on a machine that has only these programs. */
function run(...words: string[]) {
  const env = { PATH: `${folder}:/bin`, PULUMI_HOME: join(folder, "none"), HOME: folder };
  return spawnSync(process.execPath, ["scripts/test-real.ts", ...words], { encoding: "utf8", env });
}

test.each([
  ["engine", /^the Pulumi CLI is not installed \[no-pulumi\]\n.*npx pulumi version\n$/],
  ["home-assistant", /^Home Assistant was not found\. .*pip install homeassistant .*HASS=/],
])("without the program that %s tests need, the message says how to get it", (suite, message) => {
  const { status, stdout, stderr } = run(suite);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(message);
});

test.each([
  ["engine", "pulumi", "jest drift --selectProjects engine\n"],
  [
    "home-assistant",
    "hass",
    "jest drift --testPathPatterns tests/home-assistant tests/engine/real-home-assistant\n",
  ],
])("with it, jest runs the %s tests, and its exit code is passed on", (suite, program, words) => {
  install(program);
  install("npx");
  expect(run(suite, "drift")).toMatchObject({ status: 7, stdout: words });
});
