import { surveyOf } from "./survey-of";

const gate = "ha-mtls:index:Gate gate";

function grantedTo(...hostnames: string[]): Record<string, unknown> {
  return {
    access: {
      entrants: Object.fromEntries(hostnames.map((hostname) => [hostname, ["anna-phone"]])),
      lanes: {},
      origins: Object.fromEntries(hostnames.map((hostname) => [hostname, "http://homeassistant:8123"])),
    },
  };
}

test("associations stay in their order, ours among those of others", async () => {
  const associations = ["z.example.com", "ha.example.com", "a.example.com"];
  const { survey } = await surveyOf({ zone: { associations } });
  expect(survey!.associations).toEqual(associations);
});

test("a hostname that this stack had before and wants no more is dropped", async () => {
  const associations = ["old.example.com", "other.example.com"];
  const state = { [gate]: grantedTo("old.example.com") };
  const { survey } = await surveyOf({ zone: { associations, state } });
  expect(survey!.associations).toEqual(["other.example.com"]);
});

test("without a finished run nothing is ours but what is wanted now", async () => {
  const { survey } = await surveyOf({ zone: { associations: ["old.example.com"], state: { [gate]: {} } } });
  expect(survey!.associations).toEqual(["old.example.com"]);
});
