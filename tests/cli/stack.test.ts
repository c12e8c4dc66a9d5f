import { chmodSync, mkdirSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../domain/failure.ts";
import { findPulumi, pulumi } from "../../cli/pulumi.ts";
import {
  readAccessToken,
  readApiToken,
  readConfiguration,
  readHome,
  readOutputs,
  selectStack,
} from "../../cli/stack.ts";
import { fakePulumi } from "./fake-pulumi.ts";

const fake = fakePulumi();
const before = { ...process.env };

beforeEach(() => {
  process.env["PATH"] = fake.path;
  delete process.env["PULUMI_STACK"];
  delete process.env["CLOUDFLARE_API_TOKEN"];
});
afterAll(() => {
  process.env = before;
});

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) throw new Error(`expected a Failure, got ${String(error)}`);
  return error;
}

function set(values: Record<string, { value?: string; secret?: boolean }>): void {
  const entries = Object.entries(values).map(([key, entry]) => [key, { secret: false, ...entry }]);
  fake.answer("config --json", { stdout: JSON.stringify(Object.fromEntries(entries)) });
}

const minimal = { "ha-mtls:zone": { value: "example.com" }, "ha-mtls:hostname": { value: "ha.example.com" } };

test("runs the CLI without questions and colours, for the stack that was named, with input on stdin", async () => {
  fake.answer("stack import", { stdout: "done" });
  const answer = await pulumi(["stack", "import"], { stack: "prod", input: "state" });
  expect(answer).toEqual({ code: 0, stdout: "done", stderr: "" });
  expect(fake.calls().at(-1)).toEqual({
    words: ["stack", "import", "--stack", "prod", "--non-interactive", "--color", "never"],
    input: "state",
  });
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

  test("finds the one that npx downloaded", () => {
    const program = place(join(home, "versions", "1.2.3", "bin"));
    expect(findPulumi({ PULUMI_HOME: home, PULUMI_VERSION: "1.2.3", PATH: "" })).toBe(program);
  });
  test("passes by npm's script, which would download it", () => {
    const folder = join(home, "node_modules", ".bin");
    place(folder);
    expect(findPulumi({ PULUMI_HOME: home, PATH: folder })).toBeUndefined();
  });
  test("without one names the command that downloads it", async () => {
    process.env["PATH"] = "";
    process.env["PULUMI_HOME"] = home;
    const failure = await failureOf(pulumi(["version"]));
    delete process.env["PULUMI_HOME"];
    expect(failure.message).toBe(
      "the Pulumi CLI is not on this machine [no-pulumi]\n  Let npm download it: npx pulumi version",
    );
  });
});

test("a stack is taken from the flag, from PULUMI_STACK, or the selected one", async () => {
  fake.answer("stack --show-name", { stdout: "selected\n" });
  expect(await selectStack(undefined)).toBe("selected");
  process.env["PULUMI_STACK"] = "from-environment";
  expect(await selectStack(undefined)).toBe("from-environment");
  expect(await selectStack("family/ha-mtls/from-flag")).toBe("family/ha-mtls/from-flag");
});

test.each([
  ["error: no stack named 'x' found", "no-stack"],
  ["error: no stack selected; please use `pulumi stack select`", "no-stack"],
  ["error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE", "wrong-passphrase"],
  ["error: incorrect passphrase", "wrong-passphrase"],
  ["error: the stack is currently locked by 1 lock(s)", "locked"],
  ["error: PULUMI_ACCESS_TOKEN must be set for login: run pulumi login", "state-unreadable"],
  ["error: out of cheese", "pulumi-failed"],
])("%s is explained as %s", async (stderr, code) => {
  fake.answer("stack output", { stderr, code: 6 });
  const failure = await failureOf(readOutputs("x"));
  expect(failure.problems.map((problem) => problem.code)).toEqual([code]);
});

test("a stack without outputs is named as not deployed, with the command that deploys it", async () => {
  fake.answer("stack output", { stdout: "{}" });
  const failure = await failureOf(readOutputs("prod"));
  expect(failure.message).toContain("[not-deployed]\n  Deploy it: npx pulumi up --stack prod");
});

test("configuration: our namespace only, lists as JSON, empty means not set", async () => {
  set({
    ...minimal,
    "ha-mtls:zoneId": { value: "" },
    "ha-mtls:devices": { value: '[{"name":"anna-phone"}]' },
    "other:zone": { value: "elsewhere.org" },
    "cloudflare:apiToken": { secret: true },
  });
  const home = await readHome("family/ha-mtls/prod");
  expect(home.stack).toBe("prod");
  expect(home.held.map((held) => held.logicalName)).toEqual(["anna-phone"]);
  expect(home.configuration.zoneId).toBeUndefined();
  expect(fake.calls().at(-1)?.words).not.toContain("--show-secrets");
});

test("configuration: every mistake comes at once", async () => {
  set({ ...minimal, "ha-mtls:country": { value: "Utopia" }, "ha-mtls:colour": { value: "red" } });
  const failure = await failureOf(readConfiguration("prod"));
  expect(failure.problems.map((problem) => problem.where)).toEqual(["country", "colour"]);
});

test("configuration: our own secrets are asked for, and only then", async () => {
  set({ ...minimal, "ha-mtls:origin": { secret: true } });
  fake.answer("config --json --show-secrets", {
    stdout: JSON.stringify({
      ...Object.fromEntries(
        Object.entries(minimal).map(([key, entry]) => [key, { ...entry, secret: false }]),
      ),
      "ha-mtls:origin": { value: "http://ha:8123", secret: true },
    }),
  });
  expect((await readConfiguration("prod")).origin).toBe("http://ha:8123");
});

test.each(["cloudflare:apiToken", "ha-mtls:apiToken"])(
  "a token in clear is refused and never repeated: %s",
  async (key) => {
    set({ ...minimal, [key]: { value: "v1.0-very-secret" } });
    const { problems, message } = await failureOf(readConfiguration("prod"));
    expect(problems.map(({ code, where }) => [code, where])).toEqual([["token-in-clear", key]]);
    expect(message).toMatch(/Revoke that token.*npx pulumi config set --secret cloudflare:apiToken$/s);
    expect(message).not.toContain("very-secret");
  },
);

describe("the API token", () => {
  test("comes from the environment where the stack has none", async () => {
    process.env["CLOUDFLARE_API_TOKEN"] = "from-environment";
    const stderr = "error: configuration key 'cloudflare:apiToken' not found for stack 'prod'";
    fake.answer("config get cloudflare:apiToken", { stderr, code: 1 });
    expect(await readApiToken("prod")).toBe("from-environment");
  });
  test("comes from the stack's secret first, as for Cloudflare's provider", async () => {
    process.env["CLOUDFLARE_API_TOKEN"] = "from-environment";
    fake.answer("config get cloudflare:apiToken", { stdout: "from-stack\n" });
    expect(await readApiToken("prod")).toBe("from-stack");
  });
  test("when there is none, the command that sets it is named", async () => {
    const stderr = "error: configuration key 'cloudflare:apiToken' not found for stack 'prod'";
    fake.answer("config get cloudflare:apiToken", { stderr, code: 1 });
    expect((await failureOf(readApiToken("prod"))).message).toContain(
      "npx pulumi config set --secret cloudflare:apiToken",
    );
  });
  test("a wrong passphrase is not taken for a missing token", async () => {
    fake.answer("config get cloudflare:apiToken", { stderr: "error: incorrect passphrase", code: 1 });
    expect((await failureOf(readApiToken("prod"))).problems[0]?.code).toBe("wrong-passphrase");
  });
});

describe("Home Assistant's access token", () => {
  beforeEach(() => {
    process.env["HOME_ASSISTANT_TOKEN"] = "from-environment";
  });
  afterEach(() => {
    delete process.env["HOME_ASSISTANT_TOKEN"];
  });
  const missing = { stderr: "error: configuration key 'ha-mtls:homeAssistantToken' not found", code: 1 };
  test("comes from the stack's secret first, then from the environment, as for the program", async () => {
    fake.answer("config get homeAssistantToken", { stdout: "from-stack\n" });
    expect(await readAccessToken("prod")).toBe("from-stack");
    fake.answer("config get homeAssistantToken", missing);
    expect(await readAccessToken("prod")).toBe("from-environment");
  });
  test("may be missing, and a wrong passphrase is not taken for that", async () => {
    delete process.env["HOME_ASSISTANT_TOKEN"];
    fake.answer("config get homeAssistantToken", missing);
    expect(await readAccessToken("prod")).toBeUndefined();
    fake.answer("config get homeAssistantToken", { stderr: "error: incorrect passphrase", code: 1 });
    expect((await failureOf(readAccessToken("prod"))).problems[0]?.code).toBe("wrong-passphrase");
  });
});
