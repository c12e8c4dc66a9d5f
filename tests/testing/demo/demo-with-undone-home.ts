import { bringUpRehearsed } from "../../testing/demo/bring-up-rehearsed.ts";
import { main } from "../../testing/demo/demo.ts";

/** The demo in a world in which somebody stops the app and distrusts the proxy after the stack came up. */
void main(async (world, tell) => {
  const house = await bringUpRehearsed(world, tell);
  const { supervisor, http } = world.homeAssistant.core;
  for (const app of supervisor?.apps.values() ?? []) app.stop();
  if (http !== undefined) http.stable = { ...http.stable, trusted_proxies: ["10.0.0.1/32"] };
  return house;
});
