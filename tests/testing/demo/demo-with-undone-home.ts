import { bringUpRehearsed } from "../../../testing/demo/bring-up-rehearsed.ts";
import { main } from "../../../testing/demo/demo.ts";

/** The demo, but after up somebody stops the app and removes the trusted proxy. */
void main(async (world, tell) => {
  const home = await bringUpRehearsed(world, tell);
  const { supervisor, http } = world.homeAssistant.core;
  for (const app of supervisor?.apps.values() ?? []) app.stop();
  if (http !== undefined) http.stable = { ...http.stable, trusted_proxies: ["10.0.0.1/32"] };
  return home;
});
