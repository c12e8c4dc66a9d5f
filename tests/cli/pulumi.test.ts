import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askPulumi, findPulumi, packageVersion, pulumi } from "../../cli/pulumi.ts";
import { failureOf } from "./support/failure-of.ts";
import { fakePulumi } from "./support/fake-pulumi.ts";

const fake = fakePulumi();
const before = { ...process.env };

beforeEach(() => {
  process.env["PATH"] = fake.path;
});
afterAll(() => {
  process.env = before;
});

test("runs the CLI without prompts and colours, for the given stack, with the input on stdin", async () => {
  fake.answer("stack import", { stdout: "done" });
  const answer = await pulumi(["stack", "import"], { stack: "prod", input: "state" });
  expect(answer).toEqual({ code: 0, stdout: "done", stderr: "" });
  expect(fake.calls().at(-1)).toEqual({
    words: ["stack", "import", "--stack", "prod", "--non-interactive", "--color", "never"],
    input: "state",
  });
});

test("a command that fails is a failure that says what it was for", async () => {
  fake.answer("stack output", { stdout: "{}" });
  expect(await askPulumi("reading the outputs", ["stack", "output"], { stack: "prod" })).toBe("{}");
  fake.answer("stack output", { stderr: "error: out of cheese", code: 6 });
  const { message } = await failureOf(askPulumi("reading the outputs", ["stack", "output"]));
  expect(message).toBe(
    "Pulumi failed while reading the outputs (exit code 6) [pulumi-failed]\n  It said:\n  error: out of cheese",
  );
});

test("text that arrives in pieces is put together, and none of it is lost", async () => {
  const long = "ä€😀".repeat(50_000);
  fake.answer("stack export", { stdout: long, stderr: "warning" });
  expect(await pulumi(["stack", "export"])).toEqual({ code: 0, stdout: long, stderr: "warning" });
});

test("the version of an installed package is that of its package.json", () => {
  expect(packageVersion("@pulumi/cloudflare")).toMatch(/^\d+\.\d+\.\d+$/);
  expect(() => packageVersion("@pulumi/not-installed")).toThrow("not-installed");
});

describe("looking for the CLI", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "pulumi-home-"));
  });
  afterEach(() => {
    rmSync(home, { recursive: true });
  });
  const place = (folder: string): string => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "pulumi"), "");
    chmodSync(join(folder, "pulumi"), 0o755);
    return join(folder, "pulumi");
  };

  test("finds the CLI that npx downloaded", () => {
    const program = place(join(home, "versions", "1.2.3", "bin"));
    expect(findPulumi({ PULUMI_HOME: home, PULUMI_VERSION: "1.2.3", PATH: "" })).toBe(program);
  });
  test("skips npm's script, which would download the CLI", () => {
    const folder = join(home, "node_modules", ".bin");
    place(folder);
    expect(findPulumi({ PULUMI_HOME: home, PATH: folder })).toBeUndefined();
  });
  test("without a CLI names the command that downloads it", async () => {
    process.env["PATH"] = "";
    process.env["PULUMI_HOME"] = home;
    const failure = await failureOf(pulumi(["version"]));
    delete process.env["PULUMI_HOME"];
    expect(failure.message).toBe(
      "the Pulumi CLI is not installed [no-pulumi]\n  Let npm download it: npx pulumi version",
    );
  });
});
