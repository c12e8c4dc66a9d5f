import childProcess from "node:child_process";
import { examine } from "../../../cli/doctor/examine.ts";
import type { Check } from "../../../cli/doctor/check.ts";
import { dashboardName, permissions, prefilledForm } from "../../../cli/doctor/permissions.ts";
import { connectApi } from "../../../zone/api.ts";
import type { StackState } from "../../../zone/state.ts";
import type { Home } from "../../../domain/configuration/home.ts";
import { withSimulator } from "../../simulator/with-simulator.ts";
import { gateEntry, homeOf, stateOf, types } from "../cli-fixtures.ts";

const cloud = withSimulator();

function findings(home: Home = homeOf(), state: StackState = stateOf([])): Promise<Check[]> {
  return examine(cloud.api(), { home, state });
}

const codes = (found: readonly Check[]): string[] =>
  found.flatMap((finding) => (finding.level === "fine" ? [] : [`${finding.level} ${finding.problem.code}`]));

const about = (found: readonly Check[], code: string): string =>
  found
    .flatMap((finding) =>
      finding.level === "fine" || finding.problem.code !== code ? [] : [finding.problem],
    )
    .map(({ where, what, fix }) => `${where} ${what} | ${fix}`)
    .join("\n");

const writeRules = (rules: readonly object[]): PromiseLike<unknown> =>
  cloud.client.rulesets.phases.update("http_request_firewall_custom", {
    ...cloud.zone,
    rules: rules as { action: "block"; expression: string }[],
  });

const writes = (): string[] =>
  cloud.simulator
    .requests()
    .filter(({ method, path }) => method !== "GET" && !path.includes("dry_run="))
    .map(({ method, path }) => `${method} ${path}`);

test("finds nothing in the way in an untouched zone, and writes nothing", async () => {
  const found = await findings();
  expect(codes(found).filter((line) => line.startsWith("problem"))).toEqual([]);
  expect(found.filter(({ level }) => level === "fine").length).toBeGreaterThan(6);
  expect(writes()).toEqual([]);
});

test("Cloudflare's own word on the gate's rules is asked for without a write, and shows whether the token may write them", async () => {
  const fine = (found: readonly Check[]): string[] =>
    found.flatMap((check) => (check.level === "fine" ? [check.what] : []));
  expect(fine(await findings())).toEqual(
    expect.arrayContaining([
      "Cloudflare takes the gate's rules",
      "the API token may read all it needs, edit tunnels and write custom rules; whether it may edit the rest shows at the first up",
    ]),
  );
  await cloud.control("POST", "/faults", { path: "dry_run=true", status: 403 });
  expect(about(await findings(), "missing-permission")).toContain("lacks Zone · Zone WAF · Edit");
  const errors = [{ code: 20_127, message: "'substring' is not valid" }];
  await cloud.control("POST", "/faults", { path: "dry_run=true", status: 400, errors });
  expect(about(await findings(), "rule-refused")).toContain(
    "is refused by Cloudflare: 'substring' is not valid",
  );
});

test("tells how large an upload may be on the plan: a backup of Home Assistant can be larger", async () => {
  const fines = (await findings()).flatMap((finding) => (finding.level === "fine" ? finding.what : []));
  expect(fines.filter((what) => what.includes("uploads of up to 100 MB pass on the free plan"))).toHaveLength(
    1,
  );
});

test("an invalid token is one finding, with a form for a new one", async () => {
  const { api } = cloud.simulator;
  const client = connectApi({ token: "x".repeat(40), baseUrl: api });
  const found = await examine(client, { home: homeOf(), state: stateOf([]) });
  expect(codes(found)).toEqual(["problem refused-token"]);
  expect(about(found, "refused-token")).toContain("https://dash.cloudflare.com/profile/api-tokens?");
});

test.each([
  ["/cfd_tunnel/[^/]+/token", "Account · Cloudflare Tunnel · Edit"],
  ["/cfd_tunnel\\?", "Account · Cloudflare Tunnel · Edit"],
  ["/dns_records", "Zone · DNS · Edit"],
  ["/settings/ssl", "Zone · Zone Settings · Edit"],
  ["/client_certificates", "Zone · SSL and Certificates · Edit"],
  ["/hostname_associations", "Zone · SSL and Certificates · Edit"],
  ["/rulesets", "Zone · Zone WAF · Edit"],
])("a refused GET of %s is named as the missing permission %s", async (path, name) => {
  await cloud.control("POST", "/faults", { method: "GET", path, status: 403 });
  const found = await findings();
  expect(codes(found).filter((line) => line.startsWith("problem"))).toEqual(["problem missing-permission"]);
  expect(about(found, "missing-permission")).toContain(`lacks ${name}`);
  expect(writes()).toEqual([]);
});

test("a zone that can't be looked up is named as Zone · Zone · Read", async () => {
  await cloud.control("POST", "/faults", { method: "GET", path: "/zones\\?", status: 403 });
  expect(about(await findings(), "missing-permission")).toContain("lacks Zone · Zone · Read");
});

test("the prefilled form chooses everything that a link can choose", () => {
  const query = new URL(prefilledForm()).searchParams;
  expect(JSON.parse(query.get("permissionGroupKeys") ?? "")).toEqual([
    { key: "argotunnel", type: "edit" },
    { key: "zone", type: "read" },
    { key: "zone_settings", type: "edit" },
    { key: "dns", type: "edit" },
    { key: "ssl_and_certificates", type: "edit" },
    { key: "zone_waf", type: "edit" },
    { key: "firewall_services", type: "read" },
  ]);
  expect(dashboardName(permissions.rules)).toBe("Zone · Zone WAF · Edit");
});

test("a token that may read itself is judged by what it may do", async () => {
  const { api } = cloud.simulator;
  const policies = [{ effect: "allow", permission_groups: [{ name: "DNS Write" }, { name: "Zone Read" }] }];
  const client = cloud.api((url, init) =>
    /\/user\/tokens\/[0-9a-f]{32}$/.test(url instanceof Request ? url.url : url.toString())
      ? Promise.resolve(Response.json({ success: true, result: { policies } }))
      : fetch(url, init),
  );
  const found = await examine(client, { home: homeOf(), state: stateOf([]) });
  expect(api).not.toBe("");
  expect(
    about(found, "missing-permission")
      .split("\n")
      .filter((line) => line.includes("lacks")),
  ).toHaveLength(5);
  expect(about(found, "missing-permission")).not.toContain("lacks Zone · DNS");
});

test("a clock that is wrong is named, with how much", async () => {
  const client = cloud.api(async (url, init) => {
    const answer = await fetch(url, init);
    return new Response(await answer.text(), {
      status: answer.status,
      headers: { "content-type": "application/json", date: new Date(Date.now() - 3_600_000).toUTCString() },
    });
  });
  const found = await examine(client, { home: homeOf(), state: stateOf([]) });
  expect(about(found, "clock-wrong")).toContain("this machine's clock is 60 minutes ahead");
});

test("a taken tunnel name and a taken hostname are named with npm run adopt, our own are not", async () => {
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

test("rules of others count, ours do not, and what does not fit is a problem", async () => {
  const foreign = (n: number): object => ({ action: "block", expression: `http.host eq "h${n}"` });
  const own = { action: "block", expression: 'http.host eq "ha.example.com"', ref: "ha-mtls-prod-1" };
  await writeRules([foreign(1), foreign(2), foreign(3), foreign(4), own]);
  expect(codes(await findings())).not.toContain("problem no-rule-slot");
  await writeRules([1, 2, 3, 4, 5].map(foreign));
  expect(codes(await findings())).toContain("problem no-rule-slot");
});

test("a rule that skips the rest is a problem, unless the configuration allows it or puts the gate first", async () => {
  const skip = { action: "skip", expression: "true", action_parameters: { ruleset: "current" }, ref: "mine" };
  await writeRules([skip]);
  expect(about(await findings(), "gate-bypassed")).toContain("gatePosition first");
  const accepted = /allowSkipRules\[0\]' (\S+)/.exec(about(await findings(), "gate-bypassed"))?.[1] ?? "";
  expect(codes(await findings(homeOf({ allowSkipRules: JSON.stringify([accepted]) })))).not.toContain(
    "problem gate-bypassed",
  );
  expect(codes(await findings(homeOf({ gatePosition: "first" })))).not.toContain("problem gate-bypassed");
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
    expect(codes(found).filter((line) => line.startsWith("problem"))).toHaveLength(1);
  },
);

describe("custom rules of the account, which only Enterprise has", () => {
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

  test("are named: they are asked before the gate", async () => {
    const off = { id: "2", action: "skip", description: "off", enabled: false };
    const text = await found(() => list({ id: "1", action: "skip", description: "office" }, off));
    expect(text).toContain('stand before the gate: custom rule "office" |');
  });

  test("that the token may not read are named as such", async () => {
    const refused = { success: false, errors: [{ code: 10000, message: "Authentication error" }] };
    expect(await found(() => Response.json(refused, { status: 403 }))).toContain(
      "can't be read with this token",
    );
  });

  test("are no finding where there are none", async () => {
    expect(await found(() => list())).toBe("");
  });
});

test("rules that the stack wrote under its former name are not counted as somebody else's", async () => {
  const rules = [1, 2, 3].map((n) => ({
    action: "block",
    ref: `ha-mtls-house-${n}`,
    expression: 'http.host eq "ha.example.com"',
  }));
  await writeRules(rules);
  const renamed = stateOf([gateEntry({ refPrefix: "ha-mtls-house-" })]);
  const slots = (found: readonly Check[]): string | undefined =>
    found
      .flatMap((finding) => (finding.level === "fine" ? [finding.what] : []))
      .find((what) => /slots|custom rules on/.test(what));
  expect(slots(await findings(homeOf(), renamed))).toContain("0 of others");
  expect(slots(await findings(homeOf(), stateOf([])))).toContain("3 of others");
});

test("a rule that challenges is a problem, too", async () => {
  await writeRules([{ action: "managed_challenge", expression: "true" }]);
  expect(about(await findings(), "gate-bypassed")).toContain("lets whoever solves its challenge pass");
});

test("Bot Fight Mode and a weak SSL mode are warnings, WebSockets that stay off a problem", async () => {
  cloud.simulator.state.botManagement.fight_mode = true;
  cloud.simulator.state.settings.set("ssl", { value: "flexible", modifiedOn: null });
  cloud.simulator.state.settings.set("websockets", { value: "off", modifiedOn: null });
  const found = await findings(homeOf({ zoneSettings: '{"webSockets":"leave"}' }));
  expect(codes(found)).toEqual(
    expect.arrayContaining(["warning bot-fight-mode", "warning weak-tls", "problem weak-tls"]),
  );
  expect(about(found, "weak-tls")).toContain("is flexible now, the first up makes it strict");
});

test("a larger plan than the real one is a problem: its rules would not be accepted", async () => {
  expect(codes(await findings(homeOf({ plan: "pro" })))).toContain("problem other-plan");
});

test("a hostname two labels deep is a warning", async () => {
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

test("an openssl that is missing is a problem", async () => {
  const answer = { pid: 0, output: [], stdout: "", stderr: "", status: null, signal: null };
  const spawn = jest
    .spyOn(childProcess, "spawnSync")
    .mockReturnValue({ ...answer, error: new Error("ENOENT") });
  const found = await findings();
  spawn.mockRestore();
  expect(codes(found)).toContain("problem no-openssl");
});

test("more certificates than the zone holds are a warning", async () => {
  const devices = JSON.stringify(Array.from({ length: 101 }, (_, n) => ({ name: `device-${n}` })));
  expect(codes(await findings(homeOf({ devices, plan: "business" })))).toContain("warning too-many-devices");
});
