import { describeAccess } from "../../domain/access/access.ts";
import { soundHome } from "../domain/sound-home.ts";
import { after, both, hostname } from "./after-a-run.ts";
import { problemsOf, surveyOf } from "./survey-of.ts";

/** Said of a device that may enter nowhere any more. */
const stillOpen = (device: string) =>
  expect.stringContaining(`${device}: new requests are refused`) as string;

test("the first run compares with nothing", async () => {
  expect((await surveyOf()).infos).toEqual([]);
});

test("a run that changes nobody's access says nothing", async () => {
  expect((await after(both)).infos).toEqual([]);
});

test("who gains and who loses access is said in words", async () => {
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
])("a device that is %s loses access in every generation, said once", async (_how, others) => {
  const before = { ...both, entrants: { [hostname]: ["anna-phone", "ben-phone", "ben-phone.2"] } };
  const { infos } = await after(before, { devices: [{ name: "anna-phone" }, ...others] });
  expect(infos).toEqual([`ben-phone loses access to ${hostname}`, stillOpen("ben-phone")]);
});

test("what is the same at several hostnames is said once", async () => {
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

test("a hostname that is gone is lost to all who had it", async () => {
  const entrants = { ...both.entrants, "old.example.com": ["anna-phone"] };
  const { infos } = await after({ ...both, entrants });
  expect(infos).toEqual(["anna-phone loses access to old.example.com"]);
});

test("a webhook's lane is told in the run that opens it, with what Home Assistant needs, and in no later one", async () => {
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

test("another origin and less access in one run are refused: in between the new origin would be open to the old", async () => {
  const surveyed = await after(both, { origin: "http://nas", devices: [{ name: "anna-phone" }] });
  expect(problemsOf(surveyed)).toEqual([`two-steps ${hostname}`]);
  expect(surveyed.refusal!.message).toContain("Do it in two runs");
});

test("so are another origin and a lane that closes", async () => {
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
])("%s is one run", async (_title, settings) => {
  expect(problemsOf(await after(both, settings))).toEqual([]);
});
