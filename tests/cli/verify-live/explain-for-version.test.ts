import {
  type HomeAssistant,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import type { Check } from "../../../cli/verify-live/check.ts";
import { explainForVersion } from "../../../cli/verify-live/explain-for-version.ts";
import { homeOf } from "../support/cli-fixtures.ts";
import { fakePulumi } from "../support/fake-pulumi.ts";

const fake = fakePulumi();
const before = { ...process.env };
let home: HomeAssistant | undefined;

beforeEach(() => {
  process.env["PATH"] = fake.path;
  fake.answer("config get homeAssistantToken", { stdout: "the token\n" });
});
afterEach(async () => {
  process.env = { ...before };
  await home?.close();
  home = undefined;
});

const refused = (where: string): Check => ({
  what: `${where} lets anna in`,
  problem: { code: "untrusted-proxy", where, what: "answered 400", fix: "either way" },
});

/** What is to be done where each of these answers 400. */
async function fixesFor(
  version: string | undefined,
  wheres = ["ha.example.com"],
): Promise<(string | undefined)[]> {
  home = version === undefined ? undefined : await startHomeAssistant({ version });
  const url = home?.url ?? "http://127.0.0.1:1";
  const stack = { stack: "prod", home: homeOf({ homeAssistant: JSON.stringify({ url }) }) };
  return (await explainForVersion(wheres.map(refused), stack)).map(({ problem }) => problem?.fix);
}

test("a Home Assistant from 2026.8 on is explained by its page, and no lines", async () => {
  const [fix] = await fixesFor("2026.11.0", ["ha.example.com/api/websocket"]);
  expect(fix).toMatch(
    /^npx pulumi up does this\. By hand, in Home Assistant 2026\.11\.0: Settings → System → Network/,
  );
  expect(fix).toContain("confirm within five minutes");
  expect(fix).not.toContain("configuration.yaml");
});

test("an older one by the lines of configuration.yaml, and no page", async () => {
  const [fix] = await fixesFor("2026.7.1");
  expect(fix).toMatch(
    /^Home Assistant 2026\.7\.1: add use_x_forwarded_for and trusted_proxies to configuration\.yaml/,
  );
  expect(fix).not.toContain("Reverse proxy");
});

test("one that can't be reached, and services that are not Home Assistant, keep the explanation for either", async () => {
  expect(await fixesFor(undefined)).toEqual(["either way"]);
  expect(await fixesFor("2026.11.0", ["cam.example.com"])).toEqual(["either way"]);
});

test("Home Assistant is not asked where the stack leaves it alone, or nothing answers 400", async () => {
  const checks = [refused("ha.example.com")];
  expect(await explainForVersion(checks, { stack: "prod", home: homeOf() })).toBe(checks);
  home = await startHomeAssistant();
  const configured = homeOf({ homeAssistant: JSON.stringify({ url: home.url }) });
  await explainForVersion([{ what: "all is well", problem: undefined }], { stack: "prod", home: configured });
  expect(home.commands.commands()).toEqual([]);
});
