import { findEntryPoint } from "../../zone/read-rules.ts";
import { pinsIn } from "../../zone/state.ts";
import { tryGate, type GateVerdict } from "../../zone/try-gate.ts";
import { writeRules } from "../../hooks/write-rules.ts";
import { blockRules } from "../../domain/rules/gate-rule.ts";
import { soundHome } from "../domain/sound-home.ts";
import { withSimulator } from "../simulator/support/with-simulator.ts";

const cloud = withSimulator();
const old = withSimulator({ knowsDryRun: false });
const state = { resources: [] };

async function verdictOf(
  settings: Readonly<Record<string, unknown>> = {},
  { site = cloud, always = false } = {},
): Promise<GateVerdict> {
  const home = soundHome(settings);
  const api = site.api();
  const { zoneId } = site.simulator;
  const zone = { entryPoint: await findEntryPoint(api, { zoneId }) };
  return tryGate(api, { home, state, zone, zoneId, pinOf: pinsIn(state), always });
}

const rules = () => [...cloud.simulator.state.rulesets.values()].flatMap((ruleset) => ruleset.rules);
const asked = () =>
  cloud.simulator
    .requests()
    .filter(({ method }) => method !== "GET")
    .map(
      ({ method, path }) =>
        `${method} ${path.replace(/^.*\/rulesets/, "").replaceAll(/[0-9a-f]{32}/g, "<id>")}`,
    );

/** Closes the gate of a home, as a run does. */
async function closeGate(settings: Readonly<Record<string, unknown>> = {}, site = cloud): Promise<void> {
  const { stack, services, held } = soundHome(settings);
  const hostnames = services.map(({ hostname }) => hostname);
  const door = { hostnames, lanes: [], pins: held.map(pinsIn(state)) };
  await writeRules(site.api(), site.simulator.zoneId, {
    ...{ stack, formerPrefix: undefined, hostnames, position: "last", slots: 5 },
    rules: blockRules(door),
  });
}

test("before the first run the rule is tried with a placeholder for the pin, and nothing is written", async () => {
  expect(await verdictOf()).toEqual({ refused: [], untried: undefined, mayWrite: true });
  expect(asked()).toEqual(["POST ?dry_run=true"]);
  expect(cloud.simulator.state.rulesets.size).toBe(0);
});

test("rules that are all live are not tried, unless the caller insists", async () => {
  await closeGate();
  const mark = asked().length;
  expect(await verdictOf()).toEqual({ refused: [], untried: undefined, mayWrite: undefined });
  expect(asked().slice(mark)).toEqual([]);
  expect((await verdictOf({}, { always: true })).mayWrite).toBe(true);
  expect(asked().slice(mark)).toEqual(["PATCH /<id>/rules/<id>?dry_run=true"]);
});

test("an added device is tried as a change to the existing rule", async () => {
  await closeGate();
  const before = rules();
  await verdictOf({ devices: [{ name: "anna-phone" }, { name: "ben-laptop" }] });
  expect(asked().at(-1)).toBe("PATCH /<id>/rules/<id>?dry_run=true");
  expect(rules()).toEqual(before);
});

test("what an API without dry runs has written is removed again, and the owner is told", async () => {
  const { refused, untried, mayWrite } = await verdictOf({}, { site: old });
  expect([refused, mayWrite]).toEqual([[], undefined]);
  expect(untried).toMatchObject({ code: "not-tried", where: "Cloudflare's API" });
  expect([...old.simulator.state.rulesets.values()].flatMap(({ rules: left }) => left)).toEqual([]);
});

test("a rule of ours that such an API has changed is restored", async () => {
  await closeGate({}, old);
  const [before] = [...old.simulator.state.rulesets.values()].flatMap(({ rules: all }) => all);
  await verdictOf({ devices: [{ name: "anna-phone" }, { name: "ben-laptop" }] }, { site: old });
  const [after] = [...old.simulator.state.rulesets.values()].flatMap(({ rules: all }) => all);
  expect(after).toMatchObject({ id: before?.id, ref: before?.ref, expression: before?.expression });
});

test("if the API refuses the parameter, the owner is told and the run goes on", async () => {
  const errors = [{ code: 10_001, message: "unknown query parameter dry_run" }];
  await cloud.control("POST", "/faults", { path: "dry_run=true", status: 400, errors });
  expect((await verdictOf()).untried).toMatchObject({ code: "not-tried", where: "Cloudflare's API" });
});

test("if the token may not write, the owner is told and the run goes on", async () => {
  await cloud.control("POST", "/faults", { path: "dry_run=true", status: 403 });
  const verdict = await verdictOf();
  expect(verdict).toMatchObject({ refused: [], mayWrite: false });
  expect(verdict.untried).toMatchObject({ code: "not-tried", where: "CLOUDFLARE_API_TOKEN" });
});

test("if the plan has fewer rules than configured, the refusal names the command that sets it", async () => {
  const foreign = { ref: "theirs", action: "block" as const, expression: "ssl" };
  await cloud.client.rulesets.phases.update("http_request_firewall_custom", {
    ...cloud.zone,
    rules: [1, 2, 3, 4, 5].map((number) => ({ ...foreign, ref: `theirs${number}` })),
  });
  const { refused } = await verdictOf({ plan: "pro" });
  expect(refused).toEqual([
    expect.objectContaining({
      code: "no-rule-slot",
      where: "example.com",
      what: expect.stringContaining("6 out of 5") as string,
      fix: expect.stringContaining("npx pulumi config set plan") as string,
    }),
  ]);
});

const lanes = [
  { webhook: "abc", reason: "doorbell" },
  { webhook: "xyz", addresses: ["203.0.113.7"], reason: "camera" },
];
const refusedFor = (words: string) => ({
  path: "dry_run=true",
  status: 400,
  errors: [{ code: 20127, message: `'${words}' is not valid` }],
});

test("a refusal names the lane without which Cloudflare accepts the rule", async () => {
  // The whole rule is refused, as is the one without the first lane; the one without the second is accepted.
  await cloud.control("POST", "/faults", { ...refusedFor("ip.src"), nth: 1 });
  await cloud.control("POST", "/faults", { ...refusedFor("ip.src"), nth: 2 });
  const { refused } = await verdictOf({ lanes });
  expect(refused).toMatchObject([
    { code: "rule-refused", where: "lanes[1]", what: "is refused by Cloudflare: 'ip.src' is not valid" },
  ]);
});

test("a refusal for which no setting is at fault names the rule, in Cloudflare's words", async () => {
  await cloud.control("POST", "/faults", refusedFor("substring"));
  const { refused } = await verdictOf();
  expect(refused).toMatchObject([
    {
      code: "rule-refused",
      where: "the gate's rule ha-mtls-test-1",
      what: "is refused by Cloudflare: 'substring' is not valid",
    },
  ]);
});

test("if the API fails, the run ends, because its verdict is unknown", async () => {
  await cloud.control("POST", "/faults", { path: "dry_run=true", status: 500 });
  await expect(verdictOf()).rejects.toMatchObject({ problems: [{ code: "cloudflare-failed" }] });
});
