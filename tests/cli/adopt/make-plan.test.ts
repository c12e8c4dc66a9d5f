import { isEmpty } from "../../../cli/adopt/plan.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";
import { stateOf, types, urnOf } from "../support/cli-fixtures.ts";
import { adoptionIn } from "./adoption.ts";

const cloud = withSimulator();
const { plan, makeTunnel, makeRecord, issue } = adoptionIn(cloud);
const at = (entry: { what: string } | undefined): string | undefined => entry?.what;

test("an empty zone leaves nothing to do", async () => {
  const found = await plan();
  expect(found).toEqual({ take: [], letGo: [], leave: [], unfinished: [] });
});

test("the tunnel of the stack's name and the record that points to it are taken over without separate consent", async () => {
  const id = await makeTunnel("ha-mtls-prod");
  const record = await makeRecord(`${id}.cfargotunnel.com`);
  const { take, letGo } = await plan();
  expect(take.map(({ importId, name, consent }) => ({ importId, name, consent }))).toEqual([
    { importId: `${cloud.simulator.accountId}/${id}`, name: "tunnel", consent: undefined },
    { importId: `${cloud.simulator.zoneId}/${record}`, name: "ha.example.com-record", consent: undefined },
  ]);
  expect(letGo).toEqual([]);
});

test("what the state already has is not taken over", async () => {
  const id = await makeTunnel("ha-mtls-prod");
  const record = await makeRecord(`${id}.cfargotunnel.com`);
  const state = stateOf([
    { types: types.tunnel, name: "tunnel", id },
    { types: types.record, name: "ha.example.com-record", id: record },
  ]);
  expect(isEmpty(await plan(state))).toBe(true);
});

test("a certificate is never taken over: it is reported with the command that revokes it", async () => {
  const id = await issue("anna-phone");
  await issue("anna-phone", "Somebody else");
  const { take, leave } = await plan();
  expect(take).toEqual([]);
  expect(leave.map(at)).toEqual([`active certificate of anna-phone (${id})`]);
  expect(leave[0]?.why).toContain(`npm run device -- revoke-certificate ${id}`);
});

test("operations that a killed run left unfinished are discarded", async () => {
  const pending = { types: types.tunnel, name: "tunnel" };
  expect((await plan(stateOf([], [pending]))).unfinished).toEqual([urnOf(types.tunnel, "tunnel")]);
});
