import type { AdoptionPlan } from "../../../cli/adopt/plan.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";
import { stateOf, types } from "../support/cli-fixtures.ts";
import { adoptionIn } from "./adoption.ts";

const cloud = withSimulator();
const { plan, makeTunnel } = adoptionIn(cloud);
const at = (entry: { what: string } | undefined): string | undefined => entry?.what;

describe("after the state was lost", () => {
  const lost = async (): Promise<AdoptionPlan["leave"]> => {
    const hostnames = ["vpn.example.com", "ha.example.com", "old.example.com"];
    await cloud.client.certificateAuthorities.hostnameAssociations.update({ ...cloud.zone, hostnames });
    return (await plan()).leave;
  };

  test("what only the state knew is named: the earlier settings, and whose the other associations are", async () => {
    await makeTunnel("ha-mtls-prod");
    const leave = await lost();
    expect(leave.map(at)).toEqual([
      "the zone's settings from before the stack",
      "the hostname associations of vpn.example.com, old.example.com",
    ]);
    expect(leave[0]?.why).toContain("destroy will leave the current settings in place");
    expect(leave[1]?.why).toContain("They open nothing");
  });

  test("nothing is named when the stack was never deployed, or the state still has its record", async () => {
    expect(await lost()).toEqual([]);
    const id = await makeTunnel("ha-mtls-prod");
    const state = stateOf([
      { types: types.tunnel, name: "tunnel", id },
      { types: "command:local:Command", name: "restore-point-record", id: "r" },
    ]);
    expect((await plan(state)).leave).toEqual([]);
  });
});
