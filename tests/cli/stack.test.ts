import {
  readAccessToken,
  readApiToken,
  readConfiguration,
  readHome,
  readOutputs,
  selectStack,
} from "../../cli/stack.ts";
import { failureOf } from "./support/failure-of.ts";
import { fakePulumi } from "./support/fake-pulumi.ts";

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

function set(values: Record<string, { value?: string; secret?: boolean }>): void {
  const entries = Object.entries(values).map(([key, entry]) => [key, { secret: false, ...entry }]);
  fake.answer("config --json", { stdout: JSON.stringify(Object.fromEntries(entries)) });
}

const minimal = { "ha-mtls:zone": { value: "example.com" }, "ha-mtls:hostname": { value: "ha.example.com" } };

test("the stack is the one of the flag, that of PULUMI_STACK, or the selected one", async () => {
  fake.answer("stack --show-name", { stdout: "selected\n" });
  expect(await selectStack(undefined)).toBe("selected");
  process.env["PULUMI_STACK"] = "from-environment";
  expect(await selectStack(undefined)).toBe("from-environment");
  expect(await selectStack("family/ha-mtls/from-flag")).toBe("family/ha-mtls/from-flag");
});

test("a stack without outputs is reported as not deployed, with the command that deploys it", async () => {
  fake.answer("stack output", { stdout: "{}" });
  const failure = await failureOf(readOutputs("prod"));
  expect(failure.message).toContain("[not-deployed]\n  Deploy it: npx pulumi up --stack prod");
});

test("configuration: only the project's namespace, lists as JSON, an empty value as not set", async () => {
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

test("configuration: all mistakes are reported together", async () => {
  set({ ...minimal, "ha-mtls:country": { value: "Utopia" }, "ha-mtls:colour": { value: "red" } });
  const failure = await failureOf(readConfiguration("prod"));
  expect(failure.problems.map((problem) => problem.where)).toEqual(["country", "colour"]);
});

test("configuration: secrets are read only when the project's namespace has some", async () => {
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
  "a token that is stored unencrypted is refused and never printed: %s",
  async (key) => {
    set({ ...minimal, [key]: { value: "v1.0-very-secret" } });
    const { problems, message } = await failureOf(readConfiguration("prod"));
    expect(problems.map(({ code, where }) => [code, where])).toEqual([["token-in-clear", key]]);
    expect(message).toMatch(/Revoke that token.*npx pulumi config set --secret cloudflare:apiToken$/s);
    expect(message).not.toContain("very-secret");
  },
);

describe("the API token", () => {
  test("is that of the environment when the stack has none", async () => {
    process.env["CLOUDFLARE_API_TOKEN"] = "from-environment";
    const stderr = "error: configuration key 'cloudflare:apiToken' not found for stack 'prod'";
    fake.answer("config get cloudflare:apiToken", { stderr, code: 1 });
    expect(await readApiToken("prod")).toBe("from-environment");
  });
  test("is the stack's secret first, as for Cloudflare's provider", async () => {
    process.env["CLOUDFLARE_API_TOKEN"] = "from-environment";
    fake.answer("config get cloudflare:apiToken", { stdout: "from-stack\n" });
    expect(await readApiToken("prod")).toBe("from-stack");
  });
  test("is asked for with the command that sets it when there is none", async () => {
    const stderr = "error: configuration key 'cloudflare:apiToken' not found for stack 'prod'";
    fake.answer("config get cloudflare:apiToken", { stderr, code: 1 });
    expect((await failureOf(readApiToken("prod"))).message).toContain(
      "npx pulumi config set --secret cloudflare:apiToken",
    );
  });
  test("is not called missing when the passphrase is wrong", async () => {
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
  test("is the stack's secret first, and that of the environment when the stack has none, as for the program", async () => {
    fake.answer("config get homeAssistantToken", { stdout: "from-stack\n" });
    expect(await readAccessToken("prod")).toBe("from-stack");
    fake.answer("config get homeAssistantToken", missing);
    expect(await readAccessToken("prod")).toBe("from-environment");
  });
  test("may be missing, which a wrong passphrase is not mistaken for", async () => {
    delete process.env["HOME_ASSISTANT_TOKEN"];
    fake.answer("config get homeAssistantToken", missing);
    expect(await readAccessToken("prod")).toBeUndefined();
    fake.answer("config get homeAssistantToken", { stderr: "error: incorrect passphrase", code: 1 });
    expect((await failureOf(readAccessToken("prod"))).problems[0]?.code).toBe("wrong-passphrase");
  });
});
