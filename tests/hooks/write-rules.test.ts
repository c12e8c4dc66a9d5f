import { writeRules } from "../../hooks/write-rules.ts";
import type { CloudflareApi } from "../../zone/api.ts";
import { blockRules } from "../../domain/rules/gate-rule.ts";
import type { DesiredGate } from "../../domain/rules/gate-writes.ts";
import { pin } from "../domain/pins.ts";
import { withSimulator } from "../simulator/support/with-simulator.ts";

const cloud = withSimulator();
const phase = "http_request_firewall_custom";
const theirs = { ref: "theirs", action: "block" as const, expression: 'http.host eq "x"', description: "" };

const zoneId = (): string => cloud.simulator.zoneId;
const live = () => [...cloud.simulator.state.rulesets.values()].flatMap(({ rules }) => rules);
const writes = (): string[] =>
  cloud.simulator
    .requests()
    .filter(({ method }) => method !== "GET")
    .map(({ method }) => method);

function gateOf(numbers: readonly number[] = [1]): DesiredGate {
  const hostnames = ["ha.example.com"];
  const rules = blockRules({ hostnames, lanes: [], pins: numbers.map(pin) });
  return { stack: "ha", formerPrefix: undefined, rules, hostnames, position: "last", slots: 5 };
}

/** A client before whose requests something else happens: `meanwhile` gets their numbers, from 1. */
function interrupted(meanwhile: (nth: number) => Promise<unknown>): CloudflareApi {
  let count = 0;
  return cloud.api(async (input, init) => {
    count += 1;
    await meanwhile(count);
    return fetch(input, init);
  });
}

test("the result is all rules of the zone, and rules that are live already are not written again", async () => {
  await cloud.client.rulesets.phases.update(phase, { ...cloud.zone, rules: [theirs] });
  const written = await writeRules(cloud.api(), zoneId(), gateOf());
  expect(written.map(({ ref }) => ref)).toEqual(["theirs", "ha-mtls-ha-1"]);
  const mark = writes().length;
  expect(await writeRules(cloud.api(), zoneId(), gateOf())).toEqual(written);
  expect(writes()).toHaveLength(mark);
});

test("a rule that somebody edits or deletes meanwhile stays as they left it", async () => {
  await cloud.client.rulesets.phases.update(phase, {
    ...cloud.zone,
    rules: [theirs, { ...theirs, ref: "gone" }],
  });
  const [ruleset] = cloud.simulator.state.rulesets.values();
  const idOf = (ref: string): string => ruleset?.rules.find((rule) => rule.ref === ref)?.id ?? "";
  const place = { ...cloud.zone, ruleset_id: ruleset?.id ?? "" };
  const api = interrupted(async (nth) => {
    if (nth !== 3) return;
    await cloud.client.rulesets.rules.edit(idOf("theirs"), { ...place, ...theirs, expression: "ssl" });
    await cloud.client.rulesets.rules.delete(idOf("gone"), place);
  });
  await writeRules(api, zoneId(), gateOf());
  await writeRules(api, zoneId(), gateOf([1, 2]));
  expect(live().map(({ ref, expression }) => [ref, expression.slice(0, 3)])).toEqual([
    ["theirs", "ssl"],
    ["ha-mtls-ha-1", "(lo"],
  ]);
});

test("a rule of others that Cloudflare would no longer accept does no harm, because it is never sent", async () => {
  await cloud.client.rulesets.phases.update(phase, { ...cloud.zone, rules: [theirs] });
  const [odd] = live();
  // Refused with 20018 when somebody writes it: only skip rules may have it.
  Object.assign(odd!, { logging: { enabled: true } });
  await writeRules(cloud.api(), zoneId(), gateOf());
  await writeRules(cloud.api(), zoneId(), gateOf([1, 2]));
  expect(live().map(({ ref }) => ref)).toEqual(["theirs", "ha-mtls-ha-1"]);
  expect(live()[0]).toMatchObject({ logging: { enabled: true } });
});

test("if somebody deletes our rule again and again, the run ends and says so", async () => {
  const spoiled = interrupted(async () => {
    const [ruleset] = cloud.simulator.state.rulesets.values();
    const own = ruleset?.rules.find(({ ref }) => ref.startsWith("ha-mtls-"));
    if (ruleset !== undefined && own !== undefined) {
      await cloud.client.rulesets.rules.delete(own.id, { ...cloud.zone, ruleset_id: ruleset.id });
    }
  });
  await expect(writeRules(spoiled, zoneId(), gateOf())).rejects.toThrow(
    "somebody else kept changing the gate's rules while this run was writing them. Run it again: npx pulumi up",
  );
});

test.each([
  [403, 1],
  [400, 3],
])(
  "a write refused with %i is tried %i times: somebody else may only have been faster",
  async (status, count) => {
    await cloud.client.rulesets.phases.update(phase, { ...cloud.zone, rules: [theirs] });
    const before = writes().length;
    for (let nth = 1; nth <= 3; nth += 1) {
      await cloud.control("POST", "/faults", { method: "POST", path: "/rules$", status, nth });
    }
    await expect(writeRules(cloud.api(), zoneId(), gateOf())).rejects.toMatchObject({ status });
    expect(writes().slice(before)).toHaveLength(count);
  },
);
