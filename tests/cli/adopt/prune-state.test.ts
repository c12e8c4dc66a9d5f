import { pruneState } from "../../../cli/adopt/prune-state.ts";
import { stateOf, types, urnOf } from "../support/cli-fixtures.ts";

describe("the pruned state", () => {
  const gone = { types: types.tunnel, name: "tunnel", id: "old" };
  const urn = urnOf(types.tunnel, "tunnel");
  const going = { urn, id: "old", pendingDelete: false, what: "", why: "" };
  const user = {
    types: types.record,
    name: "r",
    id: "r",
    custom: true,
    dependencies: [urn, "other"],
    propertyDependencies: { content: [urn], zoneId: ["other"] },
    deletedWith: urn,
  };

  test("has no trace of what is dropped, and keeps everything else", () => {
    const { state } = stateOf([gone, user], [gone]);
    const pruned = pruneState(state, [going]);
    expect(JSON.stringify(pruned)).not.toContain(urn);
    expect(pruned.deployment.resources).toEqual([
      expect.objectContaining({
        id: "r",
        custom: true,
        dependencies: ["other"],
        propertyDependencies: { content: [], zoneId: ["other"] },
      }),
    ]);
    expect(pruned.deployment["secrets_providers"]).toEqual(state.deployment["secrets_providers"]);
  });

  test("keeps references to a successor of the same name", () => {
    const { state } = stateOf([{ ...gone, id: "new" }, { ...gone, delete: true }, user]);
    const pruned = pruneState(state, [{ ...going, pendingDelete: true }]);
    expect(pruned.deployment.resources?.map(({ id }) => id)).toEqual(["new", "r"]);
    expect(pruned.deployment.resources?.[1]?.dependencies).toEqual([urn, "other"]);
  });
});
