import { withSimulator } from "../../support/with-simulator.ts";

const underTest = withSimulator();

test("Bot Fight Mode is off until it is switched on", async () => {
  const { client, zone } = underTest;
  expect(await client.botManagement.get(zone)).toMatchObject({ fight_mode: false });
  await client.botManagement.update({ ...zone, fight_mode: true });
  expect(await client.botManagement.get(zone)).toMatchObject({ fight_mode: true });
});
