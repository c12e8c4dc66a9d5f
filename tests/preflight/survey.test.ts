import * as pulumi from "@pulumi/pulumi";
import { describeAccess } from "../../domain/access/access.ts";
import { compareOnly } from "../../domain/compare-only.ts";
import { soundHome } from "../domain/sound-home.ts";
import { after, both, hostname } from "./support/after-a-run.ts";
import { gateState } from "./support/gate-state.ts";
import { problemsOf, surveyOf } from "./support/survey-of.ts";
import { accountId, foreignRule, type VirtualZone, zoneId } from "./support/virtual-zone.ts";

/** What the run says about a device that has lost all access. */
const stillOpen = (device: string) =>
  expect.stringContaining(`${device}: new requests are refused`) as string;

test("the first run reports no changes of access", async () => {
  expect((await surveyOf()).infos).toEqual([]);
});

test("a run that changes nobody's access reports none", async () => {
  expect((await after(both)).infos).toEqual([]);
});

test("each device that gains or loses access is named", async () => {
  const { infos, warnings } = await after(both, {
    devices: [{ name: "anna-phone" }, { name: "carl-phone" }],
  });
  expect(infos).toEqual([
    `ben-phone loses access to ${hostname}`,
    `carl-phone gains access to ${hostname}`,
    stillOpen("ben-phone"),
  ]);
  expect(warnings).toEqual([]);
});

test.each([
  ["revoked", [{ name: "ben-phone", revoked: true }]],
  [
    "revoked while both generations work",
    [{ name: "ben-phone", generation: 2, keepPrevious: true, revoked: true }],
  ],
  ["taken out of the list", []],
])("a device that is %s loses access with all generations, which is reported once", async (_how, others) => {
  const before = { ...both, entrants: { [hostname]: ["anna-phone", "ben-phone", "ben-phone.2"] } };
  const { infos } = await after(before, { devices: [{ name: "anna-phone" }, ...others] });
  expect(infos).toEqual([`ben-phone loses access to ${hostname}`, stillOpen("ben-phone")]);
});

test("the same change at several hostnames is reported once", async () => {
  const { infos } = await after(
    { entrants: { "a.example.com": [], "b.example.com": [] }, origins: {} },
    {
      hostname: "",
      devices: [{ name: "anna-phone" }],
      services: [
        { hostname: "a.example.com", origin: "http://a" },
        { hostname: "b.example.com", origin: "http://b" },
      ],
    },
  );
  expect(infos).toEqual(["anna-phone gains access to a.example.com, b.example.com"]);
});

test("a removed hostname is reported for all devices that had access", async () => {
  const entrants = { ...both.entrants, "old.example.com": ["anna-phone"] };
  const { infos } = await after({ ...both, entrants });
  expect(infos).toEqual(["anna-phone loses access to old.example.com"]);
});

test("a webhook's lane is reported only by the run that opens it, with what Home Assistant needs", async () => {
  const lanes = [{ webhook: "abc", reason: "the doorbell calls" }];
  const { infos, warnings } = await after(both, { lanes });
  expect(infos).toEqual([
    expect.stringContaining("anybody may reach /api/webhook/abc"),
    expect.stringContaining("local_only: false"),
  ]);
  expect(warnings).toEqual([]);
  const { lanes: told } = describeAccess(soundHome({ lanes }));
  expect((await after({ ...both, lanes: told }, { lanes })).infos).toEqual([]);
});

test("a run can't change the origin and remove a device: in between, that device could reach the new origin", async () => {
  const surveyed = await after(both, { origin: "http://nas", devices: [{ name: "anna-phone" }] });
  expect(problemsOf(surveyed)).toEqual([`two-steps ${hostname}`]);
  expect(surveyed.refusal!.message).toContain("Do it in two runs");
});

test("a run can't change the origin and close a lane", async () => {
  const surveyed = await after({ ...both, lanes: { [hostname]: ["a lane"] } }, { origin: "http://nas" });
  expect(problemsOf(surveyed)).toEqual([`two-steps ${hostname}`]);
});

test.each([
  ["another origin alone", { origin: "http://nas" }],
  ["less access alone", { devices: [{ name: "anna-phone" }] }],
  [
    "another origin and more access",
    {
      origin: "http://nas",
      devices: [{ name: "anna-phone" }, { name: "ben-phone" }, { name: "carl-phone" }],
    },
  ],
])("%s can be done in one run", async (_title, settings) => {
  expect(problemsOf(await after(both, settings))).toEqual([]);
});

function own(number: number, stack = "test"): Record<string, unknown> {
  return foreignRule({ id: `own${number}`, ref: `ha-mtls-${stack}-${number}` });
}

describe("the input that makes the gate's command run again", () => {
  const rules = [own(1), foreignRule({ id: "a", ref: "a" })];
  const settled = { hostnames: ["ha.example.com"], seen: "before" };
  const seenWith = async (zone: VirtualZone): Promise<string> =>
    (
      await surveyOf({
        zone: { rules, associations: ["ha.example.com"], state: gateState(rules, settled), ...zone },
      })
    ).survey!.seen;

  test("stays the same while the lists are as the last run left them", async () => {
    expect(await seenWith({})).toBe("before");
    expect(await seenWith({ associations: ["ha.example.com", "vpn.example.com"] })).toBe("before");
  });

  test.each<[string, VirtualZone]>([
    ["a rule of ours was edited", { rules: [{ ...rules[0], expression: "ssl" }, rules[1]!] }],
    ["a rule of ours was disabled", { rules: [{ ...rules[0], enabled: false }, rules[1]!] }],
    ["a rule of ours was deleted", { rules: [rules[1]!] }],
    ["a rule of somebody else's was added", { rules: [...rules, foreignRule({ id: "b", ref: "b" })] }],
    ["the order is different", { rules: [rules[1]!, rules[0]!] }],
    ["our association is gone", { associations: [] }],
  ])("changes if %s", async (_what, zone) => {
    expect(await seenWith(zone)).toMatch(/^[0-9a-f]{12}$/);
  });

  test("changes each time, even if somebody does the same thing twice", async () => {
    const first = await seenWith({ associations: [] });
    const again = { associations: [], state: gateState(rules, { ...settled, seen: first }) };
    expect(await seenWith(again)).not.toBe(first);
  });

  test("is empty before the first run", async () => {
    expect(await seenWith({ state: {} })).toBe("");
  });
});

test("a preview that only compares judges nothing: it looks up the zone and keeps the last run's input", async () => {
  jest.spyOn(pulumi.runtime, "isDryRun").mockReturnValue(true);
  jest.replaceProperty(process, "env", { ...process.env, [compareOnly]: "true" });
  const zone = {
    state: gateState([], { hostnames: [hostname], seen: "abc" }),
    rules: [foreignRule({ action: "skip", action_parameters: { ruleset: "current" } })],
    associations: [],
  };
  const { survey, warnings, infos, asked } = await surveyOf({ zone });
  expect(survey).toEqual({ zoneId, accountId, seen: "abc" });
  expect([...warnings, ...infos]).toEqual([]);
  expect(asked).toEqual(["zones?name=example.com"]);
  jest.restoreAllMocks();
  expect((await surveyOf({ zone })).refusal).toBeDefined();
});
