import type { Diagnosis } from "../../../cli/doctor/diagnosis.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";
import { gateEntry, homeOf, stateOf } from "../support/cli-fixtures.ts";
import { about, codes, doctorIn, fines } from "./findings.ts";

const cloud = withSimulator();
const { findings, writeRules } = doctorIn(cloud);

test("a dry run shows whether Cloudflare accepts the gate's rules, and whether the token may write them", async () => {
  expect(fines(await findings())).toEqual(
    expect.arrayContaining([
      "Cloudflare accepts the gate's rules",
      "the API token may read everything it needs, and edit tunnels and write custom rules; the first up shows whether it may edit the rest",
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

test("the plan's limit for uploads is shown, because a backup of Home Assistant can be larger", async () => {
  const shown = fines(await findings());
  expect(shown.filter((what) => what.includes("the free plan allows uploads of up to 100 MB"))).toHaveLength(
    1,
  );
});

test("other people's rules take up room, ours don't, and rules that don't fit are a problem", async () => {
  const foreign = (n: number): object => ({ action: "block", expression: `http.host eq "h${n}"` });
  const own = { action: "block", expression: 'http.host eq "ha.example.com"', ref: "ha-mtls-prod-1" };
  await writeRules([foreign(1), foreign(2), foreign(3), foreign(4), own]);
  expect(codes(await findings())).not.toContain("problem no-rule-slot");
  await writeRules([1, 2, 3, 4, 5].map(foreign));
  expect(codes(await findings())).toContain("problem no-rule-slot");
});

test("rules that the stack wrote under its former name do not count as somebody else's", async () => {
  const rules = [1, 2, 3].map((n) => ({
    action: "block",
    ref: `ha-mtls-house-${n}`,
    expression: 'http.host eq "ha.example.com"',
  }));
  await writeRules(rules);
  const renamed = stateOf([gateEntry({ refPrefix: "ha-mtls-house-" })]);
  const slots = (found: readonly Diagnosis[]): string | undefined =>
    fines(found).find((what) => what.includes("5 custom rules"));
  expect(slots(await findings(homeOf(), renamed))).toContain("others use 0");
  expect(slots(await findings(homeOf(), stateOf([])))).toContain("others use 3");
});

test("a plan larger than the actual one is a problem: Cloudflare would refuse its rules", async () => {
  expect(codes(await findings(homeOf({ plan: "pro" })))).toContain("problem other-plan");
});

test("more certificates than the zone can have are a warning", async () => {
  const devices = JSON.stringify(Array.from({ length: 101 }, (_, n) => ({ name: `device-${n}` })));
  expect(codes(await findings(homeOf({ devices, plan: "business" })))).toContain("warning too-many-devices");
});
