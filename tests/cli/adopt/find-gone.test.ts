import { withSimulator } from "../../simulator/support/with-simulator.ts";
import { stateOf, types, urnOf } from "../support/cli-fixtures.ts";
import { adoptionIn } from "./adoption.ts";

const cloud = withSimulator();
const { plan, makeTunnel, makeRecord, issue } = adoptionIn(cloud);
const at = (entry: { what: string } | undefined): string | undefined => entry?.what;

describe("dropping from the state", () => {
  test("a deleted tunnel is dropped with everything that belongs to it; its record stays", async () => {
    const id = await makeTunnel("ha-mtls-prod");
    const record = await makeRecord(`${id}.cfargotunnel.com`);
    await cloud.client.zeroTrust.tunnels.cloudflared.delete(id, cloud.account);
    const tunnelUrn = urnOf(types.tunnel, "tunnel");
    const parent = urnOf(types.tunnelComponent, "tunnel");
    const state = stateOf([
      { types: types.tunnelComponent, name: "tunnel" },
      { types: types.tunnel, name: "tunnel", id, parent, outputs: { name: "ha-mtls-prod" } },
      { types: types.ingress, name: "tunnel-ingress", id, parent, dependencies: [tunnelUrn] },
      { types: types.record, name: "ha.example.com-record", id: record, dependencies: [tunnelUrn] },
    ]);
    const { take, letGo } = await plan(state);
    expect(letGo.map(at)).toEqual([`tunnel ha-mtls-prod (${id})`, "tunnel-ingress"]);
    expect(take).toEqual([]);
  });

  test("when a deleted tunnel is dropped, a new one of the same name is taken over in the same run", async () => {
    const old = await makeTunnel("ha-mtls-prod");
    await cloud.client.zeroTrust.tunnels.cloudflared.delete(old, cloud.account);
    const id = await makeTunnel("ha-mtls-prod");
    const found = await plan(stateOf([{ types: types.tunnel, name: "tunnel", id: old }]));
    expect(found.letGo).toHaveLength(1);
    expect(found.take.map(({ importId }) => importId)).toEqual([`${cloud.simulator.accountId}/${id}`]);
  });

  test("a record that no longer exists at Cloudflare is dropped", async () => {
    const missing = "0".repeat(32);
    const state = stateOf([{ types: types.record, name: "ha.example.com-record", id: missing }]);
    expect((await plan(state)).letGo.map(at)).toEqual(["ha.example.com-record"]);
  });

  test("a revoked certificate is dropped when no device needs it, and left with advice when its device is listed", async () => {
    const ids = [await issue("anna-phone"), await issue("ben-phone"), await issue("anna-phone")];
    for (const id of ids) await cloud.client.clientCertificates.delete(id, cloud.zone);
    const state = stateOf([
      { types: types.certificate, name: "anna-phone-certificate", id: ids[0]! },
      { types: types.certificate, name: "ben-phone-certificate", id: ids[1]! },
      { types: types.certificate, name: "anna-phone-certificate", id: ids[2]!, delete: true },
      { types: types.record, name: "ha.example.com-record", id: await makeRecord("tunnel.cfargotunnel.com") },
    ]);
    const { letGo, leave } = await plan(state);
    expect(letGo.map(({ id, pendingDelete }) => [id, pendingDelete])).toEqual([
      [ids[1], false],
      [ids[2], true],
    ]);
    expect(leave[0]?.why).toContain("raise the device's generation by one");
  });

  test("a revoked certificate of a listed device is dropped when no record is left: a destroy was interrupted", async () => {
    const id = await issue("anna-phone");
    await cloud.client.clientCertificates.delete(id, cloud.zone);
    const state = stateOf([{ types: types.certificate, name: "anna-phone-certificate", id }]);
    expect((await plan(state)).letGo).toMatchObject([{ id }]);
  });

  test("an active certificate is not dropped, whether or not its device is listed", async () => {
    const id = await issue("ben-phone");
    const state = stateOf([{ types: types.certificate, name: "ben-phone-certificate", id }]);
    expect((await plan(state)).letGo).toEqual([]);
  });
});
