import Cloudflare from "cloudflare";
import { evaluated, foreignRules, phaseRule } from "../../foreign-rules.ts";
import { EngineStack, example } from "../engine-stack.ts";

jest.setTimeout(300_000);

let stack: EngineStack;
let api: Cloudflare;

beforeEach(async () => {
  stack = await EngineStack.create();
  api = new Cloudflare({ apiToken: stack.simulator.apiToken, baseURL: stack.simulator.api, maxRetries: 0 });
});

afterEach(async () => {
  expect(stack.simulator.exposures()).toEqual([]);
  await stack.close();
});

async function putRules(rules: readonly object[]): Promise<void> {
  const url = new URL("/_simulator/limits", stack.simulator.api);
  await fetch(url, { method: "PUT", body: JSON.stringify({ custom_rules: 20 }) });
  await api.rulesets.phases.update("http_request_firewall_custom", {
    zone_id: stack.simulator.zoneId,
    rules: rules as never,
  });
}

const isOurs = ({ ref }: { ref: string }): boolean => ref.startsWith("ha-mtls-test-");

function liveRules() {
  const [ruleset] = stack.simulator.state.rulesets.values();
  return ruleset?.rules ?? [];
}

/** Others' rules, as Cloudflare evaluates them. */
const theirs = (): unknown[] =>
  liveRules()
    .filter((rule) => !isOurs(rule))
    .map(evaluated);

const refs = (): string[] => liveRules().map(({ ref }) => ref);

describe("a zone that others use, too", () => {
  test.each(["last", "first"] as const)(
    "keeps all kinds of rules on create, on update and after destroy, with the gate %s",
    async (gatePosition) => {
      const file = { ...example, gatePosition, plan: "pro" };
      const gatePlace = (): number => liveRules().findIndex(isOurs);
      await putRules(foreignRules);
      stack.write(file);
      expect(await stack.up()).toMatchObject({ code: 0 });
      expect(theirs()).toEqual(foreignRules.map(evaluated));
      expect(gatePlace()).toBe(gatePosition === "last" ? foreignRules.length : 0);
      expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });

      stack.write({ ...file, devices: [{ name: "anna-phone" }] });
      expect(await stack.up()).toMatchObject({ code: 0 });
      expect(theirs()).toEqual(foreignRules.map(evaluated));

      const [ruleset] = stack.simulator.state.rulesets.values();
      const later = { ref: "later", action: "block", expression: "ssl", enabled: true } as const;
      await api.rulesets.rules.create(ruleset?.id ?? "", { zone_id: stack.simulator.zoneId, ...later });
      const said = 'custom rule "later" was added since the last run: it stays as it is';
      expect((await stack.preview()).text).toContain(said);
      expect(await stack.up()).toMatchObject({ code: 0, text: expect.stringContaining(said) as string });
      expect(theirs()).toEqual([...foreignRules, later].map(evaluated));
      expect(gatePlace()).toBe(gatePosition === "last" ? foreignRules.length + 1 : 0);
      const quiet = await stack.preview("--expect-no-changes");
      expect(quiet).toMatchObject({ code: 0, text: expect.not.stringContaining("custom rule") as string });

      expect(await stack.destroy()).toMatchObject({ code: 0 });
      expect(liveRules().map(evaluated)).toEqual([...foreignRules, later].map(evaluated));
    },
  );

  test("keeps a rule with a parameter unknown to Cloudflare's provider", async () => {
    await putRules([phaseRule]);
    const before = liveRules()[0];
    stack.write({ ...example, gatePosition: "first" });
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(liveRules()).toContainEqual(before);
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect(liveRules()).toEqual([before]);
  });

  test("can be changed by others during a run: rules that they add or edit meanwhile stay", async () => {
    const url = new URL("/_simulator/limits", stack.simulator.api);
    await fetch(url, { method: "PUT", body: JSON.stringify({ custom_rules: 20 }) });
    const zone_id = stack.simulator.zoneId;
    const rule = { ref: "early", action: "block", expression: 'http.host eq "x"', enabled: true } as const;
    await putRules([rule]);
    const [ruleset] = stack.simulator.state.rulesets.values();
    const id = ruleset?.rules[0]?.id ?? "";
    const up = stack.up();
    // The program has read the list before the first certificate is issued.
    while (stack.simulator.state.clientCertificates.size === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const place = { zone_id, ruleset_id: ruleset?.id ?? "" };
    await api.rulesets.rules.edit(id, { ...place, ...rule, expression: 'http.host eq "y"' });
    await api.rulesets.rules.create(place.ruleset_id, { zone_id, ...rule, ref: "late" });
    expect(await up).toMatchObject({ code: 0 });
    const others = liveRules().filter((one) => !isOurs(one));
    expect(others.map(({ ref, expression }) => [ref, expression])).toEqual([
      ["early", 'http.host eq "y"'],
      ["late", 'http.host eq "x"'],
    ]);
  });

  test("stops before writing if a rule lets strangers bypass the gate, unless the gate comes first", async () => {
    const skip = { ref: "skip-all", action: "skip", expression: '(ip.src.country eq "US")', enabled: true };
    await api.rulesets.phases.update("http_request_firewall_custom", {
      zone_id: stack.simulator.zoneId,
      rules: [{ ...skip, action_parameters: { ruleset: "current" } }] as never,
    });
    const mark = stack.mark();
    const refused = await stack.up();
    expect(refused.code).not.toBe(0);
    expect(refused.text).toContain("[gate-bypassed]");
    expect(stack.writes(mark)).toEqual([]);
    stack.write({ ...example, gatePosition: "first" });
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(refs()).toEqual(["ha-mtls-test-1", "skip-all"]);
  });

  test("keeps others' hostname associations, and restores settings", async () => {
    const zone_id = stack.simulator.zoneId;
    await api.certificateAuthorities.hostnameAssociations.update({ zone_id, hostnames: ["vpn.example.com"] });
    const before = Object.fromEntries(
      [...stack.simulator.state.settings].map(([id, { value }]) => [id, value]),
    );
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(stack.simulator.state.hostnameAssociations).toEqual(["vpn.example.com", "ha.example.com"]);
    expect(stack.simulator.state.settings.get("ssl")?.value).toBe("strict");
    stack.write({ ...example, hostname: "home.example.com" });
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(stack.simulator.state.hostnameAssociations).toEqual(["vpn.example.com", "home.example.com"]);
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect(stack.simulator.state.hostnameAssociations).toEqual(["vpn.example.com"]);
    expect(
      Object.fromEntries([...stack.simulator.state.settings].map(([id, { value }]) => [id, value])),
    ).toEqual(before);
  });

  test("restores settings that the stack no longer manages, and those that it began to manage later", async () => {
    const value = (id: string): unknown => stack.simulator.state.settings.get(id)?.value;
    const zone_id = stack.simulator.zoneId;
    expect(await stack.up()).toMatchObject({ code: 0 });
    await api.zones.settings.edit("min_tls_version", { zone_id, value: "1.1" });
    stack.write({ ...example, zoneSettings: { ssl: "leave", minTlsVersion: "1.2" } });
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect([value("ssl"), value("min_tls_version")]).toEqual(["strict", "1.2"]);
    expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect([value("ssl"), value("min_tls_version")]).toEqual(["full", "1.1"]);
  });

  test("refuses a hostname that somebody else's DNS record has", async () => {
    await api.dns.records.create({
      zone_id: stack.simulator.zoneId,
      type: "A",
      name: "ha.example.com",
      content: "198.51.100.7",
      ttl: 1,
    });
    const mark = stack.mark();
    const refused = await stack.up();
    expect(refused.code).not.toBe(0);
    expect(refused.text).toContain("ha.example.com already has a DNS record (A 198.51.100.7)");
    expect(stack.writes(mark)).toEqual([]);
  });
});
