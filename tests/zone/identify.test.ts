import { problemsOf, surveyOf } from "../preflight/survey-of.ts";
import { accountId, refusal, zoneId } from "../preflight/virtual-zone.ts";

const zoneList = "zones?name=example.com";

test("zone and account are looked up by the zone's name", async () => {
  const surveyed = await surveyOf();
  expect(surveyed.survey).toMatchObject({ zoneId, accountId });
  expect(surveyed.asked).toContain(zoneList);
});

test("both ids in the configuration need no look-up, for tokens that may not list zones", async () => {
  const settings = { zoneId: "a".repeat(32), accountId: "b".repeat(32) };
  const surveyed = await surveyOf({ settings });
  expect(surveyed.survey).toMatchObject(settings);
  expect(surveyed.asked).not.toContain(zoneList);
});

test("a zone that the token does not see is refused with both ways out", async () => {
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

test("several zones of one name are refused with their ids and accounts", async () => {
  const surveyed = await surveyOf({ zone: { zones: twins } });
  expect(problemsOf(surveyed)).toEqual(["several-zones zone"]);
  const [first, second] = twins.map(({ id, account }) => `${id} (account ${account.name})`);
  expect(surveyed.refusal!.message).toContain(`${first!}, ${second!}`);
  expect(surveyed.refusal!.message).toContain("npx pulumi config set zoneId <id>");
});

test.each([
  [{ zoneId: twins[1]!.id }, twins[1]!],
  [{ accountId: twins[0]!.account.id }, twins[0]!],
])("%j chooses among them", async (settings, chosen) => {
  const { survey } = await surveyOf({ zone: { zones: twins }, settings });
  expect(survey).toMatchObject({ zoneId: chosen.id, accountId: chosen.account.id });
});

test.each([
  ["an invalid token", 403, 9109],
  ["a token without the permission", 403, 10_000],
  ["a malformed token", 400, 6003],
])("%s is refused in one sentence that says what it was for", async (_title, status, code) => {
  const surveyed = await surveyOf({ other: { [zoneList]: () => refusal(status, code) } });
  expect(problemsOf(surveyed)).toEqual(["refused-token CLOUDFLARE_API_TOKEN"]);
  expect(surveyed.refusal!.message).toBe(
    "CLOUDFLARE_API_TOKEN is not accepted for looking up the zone example.com [refused-token]\n" +
      "  See which permission it lacks: npm run doctor",
  );
});

test("any other failure of a look-up is not taken for the token's", async () => {
  const surveyed = await surveyOf({ other: { [zoneList]: () => refusal(500, 1000) } });
  expect(problemsOf(surveyed)).toEqual(["cloudflare-failed Cloudflare's API"]);
  expect(surveyed.refusal!.message).toContain("It said: 500");
});
