import Cloudflare from "cloudflare";
import { EngineStack, example } from "./engine-stack";

jest.setTimeout(300_000);

const foreignRules = [
  { ref: "geo", action: "block", expression: '(ip.src.country eq "XX")', description: "geo", enabled: true },
  {
    ref: "js",
    action: "js_challenge",
    expression: '(http.request.uri.path contains "/wp-")',
    enabled: false,
  },
  {
    ref: "skip-www",
    action: "skip",
    expression: '(http.host eq "www.example.com")',
    description: "skip for www",
    enabled: true,
    action_parameters: { ruleset: "current" },
    logging: { enabled: true },
  },
];

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

async function putForeignRules(): Promise<void> {
  await api.rulesets.phases.update("http_request_firewall_custom", {
    zone_id: stack.simulator.zoneId,
    rules: foreignRules as never,
  });
}

/** What Cloudflare evaluates. */
function liveRules(): unknown[] {
  const [ruleset] = stack.simulator.state.rulesets.values();
  return (ruleset?.rules ?? []).map(({ ref, action, expression, enabled, action_parameters }) => ({
    ref,
    action,
    expression,
    enabled,
    action_parameters: Object.keys(action_parameters ?? {}).length === 0 ? undefined : action_parameters,
  }));
}

function asEvaluated(rules: typeof foreignRules): unknown[] {
  return rules.map(({ ref, action, expression, enabled, ...rest }) => ({
    ref,
    action,
    expression,
    enabled,
    action_parameters: "action_parameters" in rest ? rest.action_parameters : undefined,
  }));
}

describe("a zone that others use, too", () => {
  it("keeps their rules on create, on every update and after destroy", async () => {
    await putForeignRules();
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(liveRules().slice(0, 3)).toEqual(asEvaluated(foreignRules));
    expect(liveRules()).toHaveLength(4);
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });

    stack.write({ ...example, devices: [{ name: "anna-phone" }] });
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(liveRules().slice(0, 3)).toEqual(asEvaluated(foreignRules));

    const [ruleset] = stack.simulator.state.rulesets.values();
    const added = { action: "block", expression: '(http.host eq "old.example.com")', ref: "later" } as const;
    await api.rulesets.rules.create(ruleset?.id ?? "", { zone_id: stack.simulator.zoneId, ...added });
    stack.write(example);
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(liveRules().map((rule) => (rule as { ref: string }).ref)).toEqual([
      "geo",
      "js",
      "skip-www",
      "later",
      "ha-mtls-test-1",
    ]);

    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect(liveRules().map((rule) => (rule as { ref: string }).ref)).toEqual([
      "geo",
      "js",
      "skip-www",
      "later",
    ]);
    expect(liveRules().slice(0, 3)).toEqual(asEvaluated(foreignRules));

    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
    expect(liveRules()).toHaveLength(5);
  });

  it("stops before it writes when a rule would let strangers pass the gate, unless the owner accepts that", async () => {
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
    expect(liveRules().map((rule) => (rule as { ref: string }).ref)).toEqual(["ha-mtls-test-1", "skip-all"]);
  });

  it("keeps their hostname associations and puts settings back", async () => {
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

  it("refuses a hostname that somebody else's DNS record has", async () => {
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
