import { startHomeAssistant } from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { findCauses } from "../../../cli/verify-live/check.ts";
import { judgeDevice, judgeStranger } from "../../../cli/verify-live/judge.ts";
import type { Answer } from "../../../cli/verify-live/knock.ts";
import { visit } from "../../../cli/verify-live/visit.ts";
import { formatProblem } from "../../../domain/errors.ts";
import { blockRules } from "../../../domain/rules/gate-rule.ts";
import { clientOf } from "../../simulator/support/with-simulator.ts";
import { hostname, useHouse } from "./house.ts";

const house = useHouse();

test("a missing gate is reported for every path, and for the device that is not listed", async () => {
  house.simulator.state.rulesets.clear();
  const found = await house.problems();
  expect(found.filter((line) => line.endsWith("[gate-open]"))).toHaveLength(4);
  expect(found[0]).toBe(
    "ha.example.com/ answered 200 without a certificate; it must answer 403 from the edge [gate-open]",
  );
});

test("a tunnel that is down behind an open gate does not hide that the gate is open", async () => {
  house.simulator.state.rulesets.clear();
  house.simulator.state.tunnels.get(house.tunnelId)!.connections = [];
  house.simulator.state.dnsRecords.forEach((record, id) =>
    house.simulator.state.dnsRecords.set(id, { ...record, content: "nowhere.cfargotunnel.com" }),
  );
  expect((await house.problems())[0]).toMatch(/answered 5\d\d without a certificate.*\[gate-open\]/);
});

test("a listed device that the edge refuses is reported", async () => {
  await house.lock(["ben-phone"]);
  expect(await house.problems({ unlisted: [] })).toEqual([
    "ha.example.com refuses anna-phone, which is listed [device-refused]",
    "ha.example.com refuses anna-phone, which is listed [device-refused]",
  ]);
});

const answer: Answer = { status: 403, headers: {}, body: "", expiresOn: undefined };

test.each<[string, Partial<Answer>]>([
  ["block page", { body: "<h1>This hostname requires Cloudflare Access protection</h1>" }],
  [
    "login",
    { status: 302, headers: { location: "https://family.cloudflareaccess.com/cdn-cgi/access/login" } },
  ],
])("a %s of Cloudflare Access is distinguished from the gate's", (_page, changes) => {
  const problem = judgeDevice(hostname, "anna-phone", { ...answer, ...changes })!;
  expect(formatProblem(problem)).toMatch(
    /^ha\.example\.com is refused by Cloudflare Access, whatever the gate says \[device-refused\]\n.*"Require Access protection"/,
  );
});

test("an account that requires Access protection refuses the family, which is one cause, and strangers stay outside", async () => {
  const { organisation } = house.simulator.state.access;
  organisation.deny_unmatched_requests = true;
  const causes = findCauses(await visit(house.plan()));
  organisation.deny_unmatched_requests = false;
  expect(causes.map(({ problem }) => `${problem.where} ${problem.what}`)).toEqual([
    "ha.example.com is refused by Cloudflare Access, whatever the gate says",
  ]);
});

test("a stranger whom Cloudflare Access refuses stays outside", () => {
  const body = "This hostname requires Cloudflare Access protection";
  expect(judgeStranger(hostname, { ...answer, body })).toBeUndefined();
});

test("a challenge above the gate is not a refusal: strangers can solve it, and apps can't", async () => {
  const [gate] = blockRules({ hostnames: [hostname], lanes: [], pins: [house.pins["anna-phone"] ?? ""] });
  const challenge = { action: "managed_challenge" as const, expression: "true" };
  await house.writeRules([challenge, { expression: gate?.expression ?? "" }]);
  const found = await house.problems();
  expect(found).toEqual(
    expect.arrayContaining([
      "ha.example.com/ challenges strangers instead of refusing them: anybody who solves the challenge may get in [unexpected-answer]",
      "ha.example.com challenges anna-phone, and no app can solve a challenge [unexpected-answer]",
      expect.stringContaining("challenges ben-phone, which is not among its devices"),
    ]),
  );
});

test("a tunnel without its ingress is recognized", async () => {
  await house.lead(undefined);
  const checks = await visit(house.plan());
  const problem = checks.find((check) => check.problem?.where === hostname)?.problem;
  expect(problem?.fix).toContain("The hostname is not in the tunnel's ingress");
});

test("a deleted tunnel is reported as one that no connector runs", async () => {
  house.simulator.state.dnsRecords.forEach((record, id) =>
    house.simulator.state.dnsRecords.set(id, {
      ...record,
      content: `${"0".repeat(8)}-0000-4000-8000-${"0".repeat(12)}.cfargotunnel.com`,
    }),
  );
  expect((await house.problems({ unlisted: [] }))[0]).toMatch(
    /answered 530 \(error 1033\): no connector runs this tunnel \[tunnel-down\]/,
  );
});

test("a Home Assistant that is down is distinguished from a tunnel that is down", async () => {
  await house.lead("http://127.0.0.1:1");
  expect((await house.problems({ unlisted: [] }))[0]).toMatch(
    /^ha\.example\.com answered 502.*: the connector can't reach Home Assistant \[tunnel-down\]$/,
  );
});

test("a Home Assistant that does not trust the tunnel is reported with the settings that it needs", async () => {
  const untrusting = await startHomeAssistant({ useXForwardedFor: false, trustedProxies: [] });
  await house.lead(untrusting.url);
  const checks = await visit(house.plan({ unlisted: [] }));
  await untrusting.close();
  const found = checks.flatMap(({ problem }) => problem ?? []);
  expect(found.map(({ code }) => code)).toContain("untrusted-proxy");
  const fix = found.find(({ code }) => code === "untrusted-proxy")?.fix;
  expect(fix).toContain("trusted_proxies");
  expect(fix).toMatch(
    /^From Home Assistant 2026\.8 on: Settings → System → Network → HTTP server → Reverse proxy: .* confirm within five minutes/,
  );
  expect(fix).toMatch(/^Up to 2026\.7: add use_x_forwarded_for .* npm run home-assistant -- show$/m);
});

test("WebSockets that are off, and http that is not redirected, are reported", async () => {
  house.simulator.state.settings.set("websockets", { value: "off", modifiedOn: null });
  await clientOf(house.simulator).zones.settings.edit("always_use_https", {
    zone_id: house.simulator.zoneId,
    value: "off",
  });
  house.simulator.state.rulesets.clear();
  const found = await house.problems({ unlisted: [] });
  house.simulator.state.settings.set("websockets", { value: "on", modifiedOn: null });
  expect(found).toEqual(
    expect.arrayContaining([
      expect.stringContaining("answered 400 to a WebSocket"),
      expect.stringContaining("http://ha.example.com answered 200; it must redirect to https"),
    ]),
  );
});
