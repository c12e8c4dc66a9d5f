import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findBrokenAttributes } from "../../../cli/adopt/broken-attributes.ts";
import { fakePulumi } from "../support/fake-pulumi.ts";

const fake = fakePulumi();
const before = { ...process.env };
let backend: string;
let attributes: string;

beforeEach(() => {
  process.env["PATH"] = fake.path;
  backend = mkdtempSync(join(tmpdir(), "ha-mtls-test-"));
  const stacks = join(backend, ".pulumi", "stacks", "ha-mtls");
  mkdirSync(stacks, { recursive: true });
  writeFileSync(join(stacks, "prod.json"), "{}");
  attributes = join(stacks, "prod.json.attrs");
  fake.answer("whoami --json", {
    stdout: JSON.stringify({ user: "anna", url: pathToFileURL(backend).href }),
  });
});
afterEach(() => {
  process.env = { ...before };
  rmSync(backend, { recursive: true });
});

test.each(["", '{"user.content_type":'])(
  "finds attributes that a kill left as %j, and does not remove them itself",
  async (torn) => {
    writeFileSync(attributes, torn);
    expect(await findBrokenAttributes("")).toEqual([attributes]);
    expect(existsSync(attributes)).toBe(true);
  },
);

test("looks at one stack only when its name is known", async () => {
  writeFileSync(attributes, "");
  expect(await findBrokenAttributes("family/ha-mtls/prod")).toEqual([attributes]);
  expect(await findBrokenAttributes("cabin")).toEqual([]);
});

test("ignores intact attributes and the state itself", async () => {
  writeFileSync(attributes, '{"user.content_type":"text/plain"}');
  writeFileSync(attributes.replace(".attrs", ""), "torn");
  expect(await findBrokenAttributes("")).toEqual([]);
  expect(existsSync(attributes)).toBe(true);
});

test.each([
  ["a bucket", { stdout: JSON.stringify({ url: "s3://home" }) }],
  ["a CLI that is not logged in", { code: 255, stderr: "error: not logged in" }],
])("finds nothing with %s", async (_what, answer) => {
  fake.answer("whoami --json", answer);
  writeFileSync(attributes, "");
  expect(await findBrokenAttributes("")).toEqual([]);
});
