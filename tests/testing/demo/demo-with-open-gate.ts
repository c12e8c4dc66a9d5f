import { bringUpRehearsed } from "../../testing/demo/bring-up-rehearsed.ts";
import { main } from "../../testing/demo/demo.ts";
import { askApi } from "../../testing/demo/owner.ts";

/** The demo in a world in which somebody switches the gate's rule off after the stack came up. */
void main(async (world, tell) => {
  const house = await bringUpRehearsed(world, tell);
  const { simulator } = world;
  for (const { id, rules } of simulator.state.rulesets.values()) {
    for (const { id: ruleId, action, expression } of rules) {
      const path = `zones/${simulator.zoneId}/rulesets/${id}/rules/${ruleId}`;
      await askApi(simulator, "PATCH", path, { action, expression, enabled: false });
    }
  }
  return house;
});
