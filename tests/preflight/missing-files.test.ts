import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { surveyOf } from "./support/survey-of.ts";

const written = { "command:local:Command anna-phone-bundle": {} };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ha-mtls-missing-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function warnings(state: object = written): Promise<string> {
  const settings = { bundleDirectory: folder };
  return (await surveyOf({ zone: { state: state as never }, settings })).warnings.join("\n");
}

test("a bundle that was written and no longer exists is reported with the command that restores it", async () => {
  mkdirSync(join(folder, "test"));
  expect(await warnings()).toContain(`${join(folder, "test", "anna-phone.p12")} was written by this stack`);
  expect(await warnings()).toContain("npm run device -- export anna-phone");
});

test("a bundle that exists, is yet to be made or was written on another machine is not reported", async () => {
  expect(await warnings()).not.toContain("[file-missing]");
  mkdirSync(join(folder, "test"));
  expect(await warnings({})).not.toContain("[file-missing]");
  writeFileSync(join(folder, "test", "anna-phone.p12"), "");
  expect(await warnings()).not.toContain("[file-missing]");
});
