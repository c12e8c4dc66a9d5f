import { bringUpRehearsed } from "../../../testing/demo/bring-up-rehearsed.ts";
import { main } from "../../../testing/demo/demo.ts";
import { askApi } from "../../../testing/demo/owner.ts";

/** The demo, but after up somebody disables the gate's rule. */
void main(async (world, tell) => {
  const home = await bringUpRehearsed(world, tell);
  const { simulator } = world;
  for (const { id, rules } of simulator.state.rulesets.values()) {
    for (const { id: ruleId, action, expression } of rules) {
      const path = `zones/${simulator.zoneId}/rulesets/${id}/rules/${ruleId}`;
      await askApi(simulator, "PATCH", path, { action, expression, enabled: false });
    }
  }
  return home;
});
