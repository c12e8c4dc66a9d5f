import { importFile } from "../../../cli/adopt/import-file.ts";
import { stateOf, types, urnOf } from "../support/cli-fixtures.ts";

const nothing = stateOf([]);

describe("the import file", () => {
  const taking = {
    type: "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared",
    name: "tunnel",
    importId: "account/id",
    parents: [
      { type: "ha-mtls:index:SecureHome", name: "home" },
      { type: "ha-mtls:index:Tunnel", name: "tunnel" },
    ],
    what: "",
  };

  test("creates the components that are missing from the state, each once, outermost first", () => {
    const { nameTable, resources } = importFile([taking, taking], nothing, "6.22.1");
    expect(nameTable).toEqual({});
    expect(resources.slice(0, 3)).toEqual([
      {
        type: "ha-mtls:index:SecureHome",
        name: "ha-mtls:index:SecureHome home",
        logicalName: "home",
        component: true,
      },
      {
        type: "ha-mtls:index:Tunnel",
        name: "ha-mtls:index:Tunnel tunnel",
        logicalName: "tunnel",
        component: true,
        parent: "ha-mtls:index:SecureHome home",
      },
      {
        type: taking.type,
        name: `${taking.type} tunnel`,
        logicalName: "tunnel",
        id: "account/id",
        version: "6.22.1",
        parent: "ha-mtls:index:Tunnel tunnel",
      },
    ]);
  });

  test("refers to components that are already in the state", () => {
    const state = stateOf([
      { types: types.home, name: "home" },
      { types: types.tunnelComponent, name: "tunnel" },
    ]);
    const { nameTable, resources } = importFile([taking], state, "6.22.1");
    expect(nameTable).toEqual({
      "ha-mtls:index:SecureHome home": urnOf(types.home, "home"),
      "ha-mtls:index:Tunnel tunnel": urnOf(types.tunnelComponent, "tunnel"),
    });
    expect(resources).toHaveLength(1);
  });
});
