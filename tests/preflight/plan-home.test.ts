import childProcess from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { unseenHomeAssistant } from "../../domain/configuration/api-token.ts";
import { type HomePlan, planHome } from "../../preflight/plan-home.ts";
import { Refusal } from "../../preflight/refusal.ts";
import { mockCloud, unwrap } from "../components/mocked-cloud.ts";
import { sound } from "../domain/stored-configuration.ts";

const before = { ...process.env };
let warn: jest.SpyInstance;

beforeEach(() => {
  process.env["CLOUDFLARE_API_TOKEN"] = "token of the environment";
  warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
});

afterEach(() => {
  process.env = { ...before };
  jest.restoreAllMocks();
});

async function plan(
  settings: Readonly<Record<string, unknown>> = {},
  {
    config = {},
    secretKeys = Object.keys(config),
    apiToken,
  }: { config?: Record<string, string>; secretKeys?: string[]; apiToken?: pulumi.Input<string> } = {},
): Promise<HomePlan> {
  const cloud = await mockCloud();
  pulumi.runtime.setAllConfig(config, secretKeys);
  process.env["PULUMI_CONFIG_SECRET_KEYS"] = JSON.stringify(secretKeys);
  try {
    return planHome({ ...sound, ...settings }, { apiToken, homeAssistantToken: undefined });
  } finally {
    expect(cloud.calls).toEqual([]);
  }
}

async function refusal(...args: Parameters<typeof plan>): Promise<Refusal> {
  const error: unknown = await plan(...args).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
}

test("sound settings are a home with a secret token", async () => {
  const { home, credentials, apiToken } = await plan();
  expect(home.services.map(({ hostname }) => hostname)).toEqual(["ha.example.com"]);
  const { STORED_API_TOKEN: stored } = credentials;
  expect(await unwrap(stored!)).toEqual({ value: "token of the environment", secret: true });
  expect(await unwrap(apiToken)).toEqual({ value: "token of the environment", secret: false });
});

test("the stack's own token comes before the environment's, as it does for Cloudflare's provider", async () => {
  const { credentials } = await plan({}, { config: { "cloudflare:apiToken": "token of the stack" } });
  expect(await unwrap(credentials.CONFIGURED_API_TOKEN!)).toEqual({
    value: "token of the stack",
    secret: true,
  });
});

test("a token that a program brings comes before both, and is a secret whatever it was", async () => {
  const config = { "cloudflare:apiToken": "token of the stack" };
  const { credentials } = await plan({}, { config, apiToken: pulumi.output("token of the program") });
  expect(await unwrap(credentials.CONFIGURED_API_TOKEN!)).toEqual({
    value: "token of the program",
    secret: true,
  });
});

test("no token at all is said with the command that sets one", async () => {
  delete process.env["CLOUDFLARE_API_TOKEN"];
  const { problems, message } = await refusal();
  expect(problems.map(({ code }) => code)).toEqual(["no-token"]);
  expect(message).toContain("npx pulumi config set --secret cloudflare:apiToken   (it asks");
});

test.each(["cloudflare:apiToken", "ha-mtls:apiToken"])("a token in clear stops the run: %s", async (key) => {
  const { problems, message } = await refusal({}, { config: { [key]: "v1.0-very-secret" }, secretKeys: [] });
  expect(problems.map(({ code, where }) => [code, where])).toEqual([["token-in-clear", key]]);
  expect(message).toMatch(/Revoke that token.*npx pulumi config set --secret cloudflare:apiToken$/s);
  expect(message).not.toContain("very-secret");
});

function withoutOpenssl(): void {
  const answer = { pid: 0, output: [], stdout: "", stderr: "", status: null, signal: null };
  jest
    .spyOn(childProcess, "spawnSync")
    .mockReturnValue({ ...answer, error: new Error("spawn openssl ENOENT") });
}

test("a machine without openssl is told so, with what to install", async () => {
  withoutOpenssl();
  const { problems, message } = await refusal();
  expect(problems.map(({ code }) => code)).toEqual(["no-openssl"]);
  expect(message).toContain("apt install openssl");
});

test("outputs where plain values belong are named with their paths, and no value is shown", async () => {
  delete process.env["CLOUDFLARE_API_TOKEN"];
  const devices = [{ name: "anna-phone" }, { name: pulumi.output("ben-phone") }];
  const { problems, message } = await refusal({ zone: pulumi.secret("example.com"), devices });
  expect(problems.map(({ code, where }) => `${code} ${where}`)).toEqual([
    "bad-value zone",
    "bad-value devices[1].name",
    "no-token CLOUDFLARE_API_TOKEN",
  ]);
  expect(message).not.toMatch(/example\.com|ben-phone/);
});

test("mistakes of the settings and of the surroundings are told together, before any look-up", async () => {
  delete process.env["CLOUDFLARE_API_TOKEN"];
  withoutOpenssl();
  const { problems } = await refusal({ country: "XX", colour: "red" });
  expect(problems.map(({ code }) => code).sort()).toEqual([
    "bad-value",
    "no-openssl",
    "no-token",
    "unknown-key",
  ]);
});

test("devices that can't fit the plan are refused here, with the number that would", async () => {
  const devices = Array.from({ length: 300 }, (_, index) => ({ name: `device-${index}` }));
  const { problems } = await refusal({ devices });
  expect(problems.map(({ code, fix }) => `${code} ${fix}`)).toEqual([
    expect.stringMatching(/^too-many-devices At most 241 devices fit/),
  ]);
});

test("what the owner should know is warned of, and the run goes on", async () => {
  await plan({ lanes: [{ paths: ["/api/doorbell"], reason: "the doorbell calls" }] });
  expect(warn.mock.calls.map(([text]) => text as string)).toEqual([
    expect.stringContaining(
      "anybody may reach /api/doorbell without a certificate, because: the doorbell calls",
    ),
  ]);
});

describe("a device's own request", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ha-mtls-stack-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test("that can't be read, or is none, is refused with its path or its reason, all together", async () => {
    const empty = join(folder, "empty.pem");
    writeFileSync(empty, "");
    const devices = [
      { name: "anna-phone", csr: join(folder, "missing.pem") },
      { name: "ben-phone", csr: empty },
    ];
    const { problems } = await refusal({ devices });
    expect(problems.map(({ code, where }) => `${code} ${where}`)).toEqual([
      "bad-csr csr of anna-phone",
      "bad-csr csr of ben-phone",
    ]);
    expect(problems[0]!.what).toContain(join(folder, "missing.pem"));
    expect(problems[1]!.what).toContain("is not a certificate request");
  });

  test("is told once while two generations are held: the one before is signed already", async () => {
    const device = { name: "anna-phone", csr: "missing.pem", generation: 2, keepPrevious: true };
    expect((await refusal({ devices: [device] })).problems).toHaveLength(1);
  });
});

describe("a home whose Home Assistant is set up, without an access token", () => {
  const settings = { homeAssistant: { url: "http://homeassistant.local:8123" } };
  beforeEach(() => {
    delete process.env["HOME_ASSISTANT_TOKEN"];
  });

  test("is refused with the command that sets one, whatever drift says of previews", async () => {
    process.env[unseenHomeAssistant] = "true";
    const { problems } = await refusal(settings);
    expect(problems.map(({ code }) => code)).toEqual(["no-home-assistant-token"]);
  });

  test("is compared by drift's preview all the same", async () => {
    jest.spyOn(pulumi.runtime, "isDryRun").mockReturnValue(true);
    expect((await refusal(settings)).problems[0]?.code).toBe("no-home-assistant-token");
    process.env[unseenHomeAssistant] = "true";
    const { homeAssistant } = await plan(settings);
    expect(await unwrap(homeAssistant!.token)).toEqual({ value: "", secret: false });
  });
});
