import { problemsOf, surveyOf, type Surveyed } from "./survey-of";

const gate = "ha-mtls:index:Gate gate";
const hostname = "ha.example.com";
const origin = "http://homeassistant:8123";

async function after(access: object, settings: Readonly<Record<string, unknown>> = {}): Promise<Surveyed> {
  const state = { [gate]: { access: { entrants: {}, lanes: {}, origins: {}, ...access } } };
  return surveyOf({ zone: { state }, settings });
}

const both = { entrants: { [hostname]: ["anna-phone", "ben-phone"] }, origins: { [hostname]: origin } };

test("the first run compares with nothing", async () => {
  expect((await surveyOf()).infos).toEqual([]);
});

test("a run that changes nobody's access says nothing", async () => {
  expect((await after(both)).infos).toEqual([]);
});

test("who gains and who loses access is said in words", async () => {
  const { infos } = await after(both, {
    devices: [{ name: "anna-phone", generation: 2 }, { name: "carl-phone" }],
  });
  expect(infos).toEqual([
    `anna-phone.2 gains access to ${hostname}`,
    `carl-phone gains access to ${hostname}`,
    `anna-phone loses access to ${hostname}`,
    `ben-phone loses access to ${hostname}`,
  ]);
});

test("a hostname that is gone is lost to all who had it", async () => {
  const entrants = { ...both.entrants, "old.example.com": ["anna-phone"] };
  const { infos } = await after({ ...both, entrants });
  expect(infos).toEqual(["anna-phone loses access to old.example.com"]);
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
