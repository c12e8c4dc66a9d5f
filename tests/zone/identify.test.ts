import { problemsOf, surveyOf } from "../preflight/support/survey-of.ts";
import { accountId, zoneId } from "../preflight/support/virtual-zone.ts";

const zoneList = "zones?name=example.com";

test("the ids of zone and account are looked up by the zone's name", async () => {
  const surveyed = await surveyOf();
  expect(surveyed.survey).toMatchObject({ zoneId, accountId });
  expect(surveyed.asked).toContain(zoneList);
});

test("if both ids are configured, nothing is looked up: the token may lack permission to list zones", async () => {
  const settings = { zoneId: "a".repeat(32), accountId: "b".repeat(32) };
  const surveyed = await surveyOf({ settings });
  expect(surveyed.survey).toMatchObject(settings);
  expect(surveyed.asked).not.toContain(zoneList);
});

test("a zone that the token can't see is refused with both remedies", async () => {
  const surveyed = await surveyOf({ zone: { zones: [] } });
  expect(problemsOf(surveyed)).toEqual(["zone-not-found zone"]);
  expect(surveyed.refusal!.message).toMatch(
    /^zone "example\.com" was not found, or is not visible to this token \[zone-not-found\]/,
  );
  expect(surveyed.refusal!.message).toMatch(/Zone · Zone · Read.*zoneId and accountId/);
});

const twins = [
  { id: "a".repeat(32), account: { id: "c".repeat(32), name: "Anna" } },
  { id: "b".repeat(32), account: { id: "d".repeat(32), name: "Ben" } },
];

test("if several zones have the name, they are listed with their ids and accounts", async () => {
  const surveyed = await surveyOf({ zone: { zones: twins } });
  expect(problemsOf(surveyed)).toEqual(["several-zones zone"]);
  const [first, second] = twins.map(({ id, account }) => `${id} (account ${account.name})`);
  expect(surveyed.refusal!.message).toContain(`${first!}, ${second!}`);
  expect(surveyed.refusal!.message).toContain("npx pulumi config set zoneId <id>");
});

test.each([
  [{ zoneId: twins[1]!.id }, twins[1]!],
  [{ accountId: twins[0]!.account.id }, twins[0]!],
])("%j selects one of them", async (settings, chosen) => {
  const { survey } = await surveyOf({ zone: { zones: twins }, settings });
  expect(survey).toMatchObject({ zoneId: chosen.id, accountId: chosen.account.id });
});
