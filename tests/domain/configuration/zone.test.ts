import { chooseZone, configuredZone } from "../../../domain/configuration/zone.ts";

const one = { zoneId: "z1", accountId: "a1", accountName: "Anna" };
const two = { zoneId: "z2", accountId: "a2", accountName: "Ben" };
const ids = ({ zoneId, accountId }: typeof one) => ({ zoneId, accountId });
const zone = "example.com";

test("the configuration identifies the zone alone only with both ids", () => {
  expect(configuredZone({ zone, ...ids(one) })).toEqual(ids(one));
  expect(configuredZone({ zone, zoneId: "z1" })).toBeUndefined();
  expect(configuredZone({ zone, accountId: "a1" })).toBeUndefined();
});

test("the only zone with the name is chosen", () => {
  expect(chooseZone([one], { zone })).toEqual(ids(one));
});

test.each([{ zoneId: "z2" }, { accountId: "a2" }])(
  "%j chooses among several zones with the name",
  (choice) => {
    expect(chooseZone([one, two], { zone, ...choice })).toEqual(ids(two));
  },
);

test("several zones with the name are listed with their accounts", () => {
  expect(chooseZone([one, two], { zone })).toMatchObject({
    code: "several-zones",
    what: '"example.com" is the name of several zones: z1 (account Anna), z2 (account Ben)',
  });
});

test("a zone that the token can't see, or that has other ids, is not found", () => {
  expect(chooseZone([], { zone })).toMatchObject({ code: "zone-not-found" });
  expect(chooseZone([one], { zone, zoneId: "z2" })).toMatchObject({ code: "zone-not-found" });
});
