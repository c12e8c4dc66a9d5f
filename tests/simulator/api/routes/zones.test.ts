import { collect, withSimulator } from "../../support/with-simulator.ts";

const underTest = withSimulator();

test("the zone is found by its name, with its account and plan", async () => {
  const { client, simulator } = underTest;
  const [zone] = await collect(client.zones.list({ name: "example.com" }));
  expect(zone).toMatchObject({
    id: simulator.zoneId,
    name: "example.com",
    status: "active",
    account: { id: simulator.accountId },
    plan: { legacy_id: "free" },
  });
  expect(await client.zones.get(underTest.zone)).toEqual(zone);
  expect(await collect(client.zones.list({ name: "example.org" }))).toEqual([]);
  expect(await collect(client.zones.list({ account: { id: "f".repeat(32) } }))).toEqual([]);
});

test("the only account is listed", async () => {
  const accounts = await collect(underTest.client.accounts.list());
  expect(accounts.map(({ id }) => id)).toEqual([underTest.simulator.accountId]);
});
