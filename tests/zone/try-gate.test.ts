import { findEntryPoint } from "../../zone/read-rules.ts";
import { pinsIn } from "../../zone/pins.ts";
import { tryGate, type Verdict } from "../../zone/try-gate.ts";
import { writeRules } from "../../hooks/write-rules.ts";
import { blockRules } from "../../domain/rules/gate-rule.ts";
import { soundHome } from "../domain/sound-home.ts";
import { withSimulator } from "../simulator/with-simulator.ts";

const cloud = withSimulator();
const old = withSimulator({ knowsDryRun: false });
const state = { resources: [] };

async function verdictOf(
  settings: Readonly<Record<string, unknown>> = {},
  { site = cloud, always = false } = {},
): Promise<Verdict> {
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

/** The gate of a home, as a run leaves it. */
async function closeGate(settings: Readonly<Record<string, unknown>> = {}, site = cloud): Promise<void> {
  const { stack, services, held } = soundHome(settings);
  const hostnames = services.map(({ hostname }) => hostname);
  const door = { hostnames, lanes: [], pins: held.map(pinsIn(state)) };
  await writeRules(site.api(), site.simulator.zoneId, {
    ...{ stack, formerPrefix: undefined, hostnames, position: "last", slots: 5 },
    rules: blockRules(door),
  });
}

test("before the first up Cloudflare is asked with a pin that stands for the real one, and nothing is written", async () => {
  expect(await verdictOf()).toEqual({ refused: [], untried: undefined, mayWrite: true });
  expect(asked()).toEqual(["POST ?dry_run=true"]);
  expect(cloud.simulator.state.rulesets.size).toBe(0);
});

test("nobody is asked when all rules are live, unless it is to be known in any case", async () => {
  await closeGate();
  const mark = asked().length;
  expect(await verdictOf()).toEqual({ refused: [], untried: undefined, mayWrite: undefined });
  expect(asked().slice(mark)).toEqual([]);
  expect((await verdictOf({}, { always: true })).mayWrite).toBe(true);
  expect(asked().slice(mark)).toEqual(["PATCH /<id>/rules/<id>?dry_run=true"]);
});

test("a device that is added is tried as the change of the rule that is there", async () => {
  await closeGate();
  const before = rules();
  await verdictOf({ devices: [{ name: "anna-phone" }, { name: "ben-laptop" }] });
  expect(asked().at(-1)).toBe("PATCH /<id>/rules/<id>?dry_run=true");
  expect(rules()).toEqual(before);
});

test("an API that does not know the parameter and writes has nothing of it left, and it is said once", async () => {
  const { refused, untried, mayWrite } = await verdictOf({}, { site: old });
  expect([refused, mayWrite]).toEqual([[], undefined]);
  expect(untried).toMatchObject({ code: "not-tried", where: "Cloudflare's API" });
  expect([...old.simulator.state.rulesets.values()].flatMap(({ rules: left }) => left)).toEqual([]);
});

test("where a rule of ours is there already it is as before", async () => {
  await closeGate({}, old);
  const [before] = [...old.simulator.state.rulesets.values()].flatMap(({ rules: all }) => all);
  await verdictOf({ devices: [{ name: "anna-phone" }, { name: "ben-laptop" }] }, { site: old });
  const [after] = [...old.simulator.state.rulesets.values()].flatMap(({ rules: all }) => all);
  expect(after).toMatchObject({ id: before?.id, ref: before?.ref, expression: before?.expression });
});

test("an API that refuses the parameter is said, and passed over", async () => {
  const errors = [{ code: 10_001, message: "unknown query parameter dry_run" }];
  await cloud.control("POST", "/faults", { path: "dry_run=true", status: 400, errors });
  expect((await verdictOf()).untried).toMatchObject({ code: "not-tried", where: "Cloudflare's API" });
});

test("a token that may not write is said, and passed over", async () => {
  await cloud.control("POST", "/faults", { path: "dry_run=true", status: 403 });
  const verdict = await verdictOf();
  expect(verdict).toMatchObject({ refused: [], mayWrite: false });
  expect(verdict.untried).toMatchObject({ code: "not-tried", where: "CLOUDFLARE_API_TOKEN" });
});

test("a plan with fewer rules than the configuration says is refused with the command that corrects it", async () => {
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

test("what Cloudflare refuses names the lane without which it takes the rule", async () => {
  // The whole rule is refused, and so is the one without the first lane; without the second it is taken.
  await cloud.control("POST", "/faults", { ...refusedFor("ip.src"), nth: 1 });
  await cloud.control("POST", "/faults", { ...refusedFor("ip.src"), nth: 2 });
  const { refused } = await verdictOf({ lanes });
  expect(refused).toMatchObject([
    { code: "rule-refused", where: "lanes[1]", what: "is refused by Cloudflare: 'ip.src' is not valid" },
  ]);
});

test("what no setting is to blame for is said of the rule, in Cloudflare's words", async () => {
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

test("an API that fails ends the run: what it would say is not known", async () => {
  await cloud.control("POST", "/faults", { path: "dry_run=true", status: 500 });
  await expect(verdictOf()).rejects.toMatchObject({ problems: [{ code: "cloudflare-failed" }] });
});
