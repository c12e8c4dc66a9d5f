import type { Diagnosis } from "../../../cli/doctor/diagnosis.ts";
import { examine } from "../../../cli/doctor/examine.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";
import { homeOf, stateOf, types } from "../support/cli-fixtures.ts";
import { about, codes, doctorIn, problemsOf } from "./findings.ts";

const cloud = withSimulator();
const { findings, writeRules } = doctorIn(cloud);

test("a tunnel name and a hostname that are taken are reported with npm run adopt, unless the stack has them", async () => {
  const tunnel = await cloud.client.zeroTrust.tunnels.cloudflared.create({
    ...cloud.account,
    name: "ha-mtls-prod",
  });
  const record = await cloud.client.dns.records.create({
    ...cloud.zone,
    name: "ha.example.com",
    type: "A",
    content: "203.0.113.9",
    ttl: 1,
  });
  expect(about(await findings(), "unknown-to-stack")).toMatch(
    /tunnel ha-mtls-prod already exists .*npm run adopt[^]*ha.example.com already has a DNS record \(A 203.0.113.9\)/,
  );
  const state = stateOf([
    { types: types.tunnel, name: "tunnel", id: tunnel.id ?? "" },
    { types: types.record, name: "ha.example.com-record", id: record.id },
  ]);
  expect(codes(await findings(homeOf(), state))).not.toContain("problem unknown-to-stack");
});

test("a rule that skips the remaining rules is a problem, unless the configuration allows it or puts the gate first", async () => {
  const skip = { action: "skip", expression: "true", action_parameters: { ruleset: "current" }, ref: "mine" };
  await writeRules([skip]);
  expect(about(await findings(), "gate-bypassed")).toContain("gatePosition first");
  const accepted = /allowSkipRules\[0\]' (\S+)/.exec(about(await findings(), "gate-bypassed"))?.[1] ?? "";
  expect(codes(await findings(homeOf({ allowSkipRules: JSON.stringify([accepted]) })))).not.toContain(
    "problem gate-bypassed",
  );
  expect(codes(await findings(homeOf({ gatePosition: "first" })))).not.toContain("problem gate-bypassed");
});

test("a rule that challenges requests is a problem, too", async () => {
  await writeRules([{ action: "managed_challenge", expression: "true" }]);
  expect(about(await findings(), "gate-bypassed")).toContain("lets whoever solves its challenge pass");
});

test.each(["zone", "account", "user"])(
  "an IP Access rule of the %s with action Allow is a problem",
  async (scope) => {
    const { zoneId, accountId } = cloud.simulator;
    const path = { zone: `/zones/${zoneId}`, account: `/accounts/${accountId}`, user: "/user" }[scope] ?? "";
    await cloud.send(`${path}/firewall/access_rules/rules`, {
      method: "POST",
      body: JSON.stringify({
        mode: "whitelist",
        configuration: { target: "ip", value: "203.0.113.7" },
        notes: "office",
      }),
    });
    const found = await findings();
    expect(about(found, "gate-bypassed")).toContain(
      'IP Access rule for ip 203.0.113.7 ("office") has the action Allow',
    );
    expect(problemsOf(found)).toHaveLength(1);
  },
);

describe("custom rules of the account, which only Enterprise accounts have", () => {
  const ofEnterprise = (rules: () => Response) =>
    cloud.api(async (url, init) => {
      const path = new URL(url instanceof Request ? url.url : url.toString()).pathname;
      if (/accounts\/[0-9a-f]{32}\/rulesets/.test(path)) return rules();
      const answer = await fetch(url, init);
      if (!/zones\/[0-9a-f]{32}$/.test(path)) return answer;
      const body = (await answer.json()) as { result: object };
      return Response.json({ ...body, result: { ...body.result, plan: { legacy_id: "enterprise" } } });
    });
  const found = async (rules: () => Response): Promise<string> =>
    about(
      await examine(ofEnterprise(rules), { home: homeOf({ plan: "enterprise" }), state: stateOf([]) }),
      "gate-bypassed",
    );
  const list = (...rules: object[]) => Response.json({ success: true, result: { id: "a", rules } });

  test("are reported, because they are evaluated before the gate", async () => {
    const off = { id: "2", action: "skip", description: "off", enabled: false };
    const text = await found(() => list({ id: "1", action: "skip", description: "office" }, off));
    expect(text).toContain('are evaluated before the gate: custom rule "office" |');
  });

  test("are reported as unreadable when the token may not read them", async () => {
    const refused = { success: false, errors: [{ code: 10000, message: "Authentication error" }] };
    expect(await found(() => Response.json(refused, { status: 403 }))).toContain(
      "can't be read with this token",
    );
  });

  test("are not mentioned when there are none", async () => {
    expect(await found(() => list())).toBe("");
  });
});

test("Bot Fight Mode and a weak SSL mode are warnings, and WebSockets that stay off are a problem", async () => {
  cloud.simulator.state.botManagement.fight_mode = true;
  cloud.simulator.state.settings.set("ssl", { value: "flexible", modifiedOn: null });
  cloud.simulator.state.settings.set("websockets", { value: "off", modifiedOn: null });
  const found = await findings(homeOf({ zoneSettings: '{"webSockets":"leave"}' }));
  expect(codes(found)).toEqual(
    expect.arrayContaining(["warning bot-fight-mode", "warning weak-tls", "problem weak-tls"]),
  );
  expect(about(found, "weak-tls")).toContain("is flexible, and the next up sets it to strict");
});

test("a hostname two labels below the zone is a warning", async () => {
  const found = await findings(homeOf({ hostname: "ha.home.example.com" }));
  expect(
    found.some((finding) => finding.level === "warning" && finding.problem.where === "ha.home.example.com"),
  ).toBe(true);
  expect(codes(found)).toContain("warning deep-hostname");
  expect(found.every((finding) => finding.level === "fine" || finding.why !== "")).toBe(true);
});

test("a lane is a warning that says why", async () => {
  const lanes = JSON.stringify([{ preset: "alexa", reason: "voice" }]);
  const found = await findings(homeOf({ lanes }));
  expect(codes(found)).toContain("warning wide-lane");
  expect(found.every((finding) => finding.level === "fine" || finding.why !== "")).toBe(true);
});

async function aboutHttp3(settings: Readonly<Record<string, string>> = {}): Promise<Diagnosis[]> {
  const found = await findings(homeOf(settings));
  return found.filter((check) =>
    check.level === "fine" ? check.what.includes("HTTP/3") : check.problem.code === "http3-on",
  );
}

test("HTTP/3 that is on is a warning that says which problems it can cause and how to turn it off", async () => {
  expect(await aboutHttp3()).toEqual([
    {
      level: "warning",
      problem: {
        code: "http3-on",
        where: "HTTP/3",
        what: "is on, and the configuration leaves it on",
        fix: expect.stringContaining("npx pulumi config set --path zoneSettings.http3 off") as string,
      },
      why: expect.stringMatching(/WebSockets.*not to ask for the certificate/) as string,
    },
  ]);
});

test("HTTP/3 that is off, or that the next run turns off, is fine", async () => {
  expect(await aboutHttp3({ zoneSettings: '{"http3":"off"}' })).toEqual([
    { level: "fine", what: "HTTP/3 is on, and the next up turns it off" },
  ]);
  cloud.simulator.state.settings.set("http3", { value: "off", modifiedOn: null });
  expect(await aboutHttp3()).toEqual([{ level: "fine", what: "HTTP/3 is off" }]);
});
