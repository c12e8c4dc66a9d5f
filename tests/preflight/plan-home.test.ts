import childProcess from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { compareOnly } from "../../domain/compare-only.ts";
import { type HomePlan, planHome } from "../../preflight/plan-home.ts";
import { Refusal } from "../../preflight/refusal.ts";
import { mockCloud, unwrap } from "../components/support/mocked-cloud.ts";
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

test("valid settings make a home, with the token as a secret", async () => {
  const { home, credentials, apiToken } = await plan();
  expect(home.services.map(({ hostname }) => hostname)).toEqual(["ha.example.com"]);
  const { STORED_API_TOKEN: stored } = credentials;
  expect(await unwrap(stored!)).toEqual({ value: "token of the environment", secret: true });
  expect(await unwrap(apiToken)).toEqual({ value: "token of the environment", secret: false });
});

test("the stack's token takes precedence over the environment's, as for Cloudflare's provider", async () => {
  const { credentials } = await plan({}, { config: { "cloudflare:apiToken": "token of the stack" } });
  expect(await unwrap(credentials.CONFIGURED_API_TOKEN!)).toEqual({
    value: "token of the stack",
    secret: true,
  });
});

test("a token that a program passes takes precedence over both, and becomes a secret", async () => {
  const config = { "cloudflare:apiToken": "token of the stack" };
  const { credentials } = await plan({}, { config, apiToken: pulumi.output("token of the program") });
  expect(await unwrap(credentials.CONFIGURED_API_TOKEN!)).toEqual({
    value: "token of the program",
    secret: true,
  });
});

test("a missing token is reported with the command that sets one", async () => {
  delete process.env["CLOUDFLARE_API_TOKEN"];
  const { problems, message } = await refusal();
  expect(problems.map(({ code }) => code)).toEqual(["no-token"]);
  expect(message).toContain("npx pulumi config set --secret cloudflare:apiToken   (it asks");
});

test.each(["cloudflare:apiToken", "ha-mtls:apiToken"])(
  "an unencrypted token stops the run: %s",
  async (key) => {
    const { problems, message } = await refusal(
      {},
      { config: { [key]: "v1.0-very-secret" }, secretKeys: [] },
    );
    expect(problems.map(({ code, where }) => [code, where])).toEqual([["token-in-clear", key]]);
    expect(message).toMatch(/Revoke that token.*npx pulumi config set --secret cloudflare:apiToken$/s);
    expect(message).not.toContain("very-secret");
  },
);

function withoutOpenssl(): void {
  const answer = { pid: 0, output: [], stdout: "", stderr: "", status: null, signal: null };
  jest
    .spyOn(childProcess, "spawnSync")
    .mockReturnValue({ ...answer, error: new Error("spawn openssl ENOENT") });
}

test("a missing openssl is reported with the package to install", async () => {
  withoutOpenssl();
  const { problems, message } = await refusal();
  expect(problems.map(({ code }) => code)).toEqual(["no-openssl"]);
  expect(message).toContain("apt install openssl");
});

test("outputs in place of plain values are reported by path, without their values", async () => {
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

test("mistakes in the settings and around them are reported together, before any request", async () => {
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

test("too many devices for the plan are refused, with the number that fits", async () => {
  const devices = Array.from({ length: 300 }, (_, index) => ({ name: `device-${index}` }));
  const { problems } = await refusal({ devices });
  expect(problems.map(({ code, fix }) => `${code} ${fix}`)).toEqual([
    expect.stringMatching(/^too-many-devices At most 241 devices fit/),
  ]);
});

test("a warning does not stop the run", async () => {
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

  test("is refused with the reason if it can't be read or is none, all of them together", async () => {
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

  test("is reported once for two generations: the previous one is signed already", async () => {
    const device = { name: "anna-phone", csr: "missing.pem", generation: 2, keepPrevious: true };
    expect((await refusal({ devices: [device] })).problems).toHaveLength(1);
  });
});

describe("a home that sets up Home Assistant, without an access token,", () => {
  const settings = { homeAssistant: { url: "http://homeassistant.local:8123" } };
  beforeEach(() => {
    delete process.env["HOME_ASSISTANT_TOKEN"];
  });

  test("is refused with the command that sets one, even with the variable that drift sets for previews", async () => {
    process.env[compareOnly] = "true";
    const { problems } = await refusal(settings);
    expect(problems.map(({ code }) => code)).toEqual(["no-home-assistant-token"]);
  });

  test("is accepted by drift's preview", async () => {
    jest.spyOn(pulumi.runtime, "isDryRun").mockReturnValue(true);
    expect((await refusal(settings)).problems[0]?.code).toBe("no-home-assistant-token");
    process.env[compareOnly] = "true";
    const { homeAssistant } = await plan(settings);
    expect(await unwrap(homeAssistant!.token)).toEqual({ value: "", secret: false });
  });
});
