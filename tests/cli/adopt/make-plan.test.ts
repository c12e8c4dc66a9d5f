import { describePlan } from "../../../cli/adopt/describe-plan.ts";
import { isEmpty, withConsent } from "../../../cli/adopt/plan.ts";
import { withSimulator } from "../../simulator/with-simulator.ts";
import { stateOf, types } from "../cli-fixtures.ts";
import { adoptionIn } from "./adoption.ts";

const cloud = withSimulator();
const { plan, makeTunnel, makeRecord, issue } = adoptionIn(cloud);
const at = (entry: { what: string } | undefined): string | undefined => entry?.what;

describe("taking in", () => {
  test("does nothing in an empty zone", async () => {
    const found = await plan();
    expect(found).toEqual({ take: [], letGo: [], leave: [], unfinished: [] });
    expect(isEmpty(found)).toBe(true);
  });

  test("takes the tunnel of the stack's name and the record that points to it, without asking for each", async () => {
    const id = await makeTunnel("ha-mtls-prod");
    const record = await makeRecord(`${id}.cfargotunnel.com`);
    const { take, letGo } = await plan();
    expect(take.map(({ importId, name, consent }) => ({ importId, name, consent }))).toEqual([
      { importId: `${cloud.simulator.accountId}/${id}`, name: "tunnel", consent: undefined },
      { importId: `${cloud.simulator.zoneId}/${record}`, name: "ha.example.com-record", consent: undefined },
    ]);
    expect(letGo).toEqual([]);
  });

  test("takes nothing that the state has", async () => {
    const id = await makeTunnel("ha-mtls-prod");
    const record = await makeRecord(`${id}.cfargotunnel.com`);
    const state = stateOf([
      { types: types.tunnel, name: "tunnel", id },
      { types: types.record, name: "ha.example.com-record", id: record },
    ]);
    expect(isEmpty(await plan(state))).toBe(true);
  });

  test("takes a hand-made tunnel that the hostname leads to, and says what up will do to it", async () => {
    const id = await makeTunnel("my old tunnel");
    await makeRecord(`${id}.cfargotunnel.com`);
    const { take } = await plan();
    expect(take.map(at)).toEqual([
      `tunnel my old tunnel (${id}); the next up renames it to ha-mtls-prod and writes its ingress, its connector stays connected`,
      `ha.example.com CNAME ${id}.cfargotunnel.com`,
    ]);
    expect(take.every(({ consent }) => consent === undefined)).toBe(true);
  });

  test("a hand-made tunnel that serves other names is taken only with its own yes, and its record, too", async () => {
    const id = await makeTunnel("my old tunnel");
    await makeRecord(`${id}.cfargotunnel.com`);
    await cloud.client.zeroTrust.tunnels.cloudflared.configurations.update(id, {
      ...cloud.account,
      config: {
        ingress: [
          { hostname: "ha.example.com", service: "http://ha:8123" },
          { hostname: "nas.example.com", service: "http://nas:80" },
          { hostname: "", service: "http_status:404" },
        ],
      },
    });
    const found = await plan();
    expect(found.take.map(({ consent }) => consent?.word)).toEqual(["tunnel", "ha.example.com"]);
    expect(found.take[0]?.consent?.consequence).toContain("it also serves nas.example.com");
    expect(withConsent(found, []).take).toEqual([]);
    expect(withConsent(found, ["ha.example.com"]).take).toHaveLength(1);
  });

  test("a tunnel that is configured beside its connector is left, with what to do", async () => {
    const id = await makeTunnel("my old tunnel", "local");
    await makeRecord(`${id}.cfargotunnel.com`);
    const { take, leave } = await plan();
    expect(take.map(({ consent }) => consent?.word)).toEqual(["ha.example.com"]);
    expect(leave[0]?.why).toContain("npx pulumi stack output tunnelToken --show-secrets");
  });

  test("a record that points elsewhere is taken only with its own yes", async () => {
    await makeRecord("house.dyndns.org");
    const found = await plan();
    expect(found.take.map(at)).toEqual(["ha.example.com CNAME house.dyndns.org"]);
    expect(withConsent(found, []).take).toEqual([]);
    expect(describePlan("prod", found)).toContain("only with --take ha.example.com: it points elsewhere");
    expect(withConsent(found, ["ha.example.com"]).take).toHaveLength(1);
  });

  test("an address record is left, with what to do", async () => {
    await makeRecord("203.0.113.9", "A");
    const { take, leave } = await plan();
    expect(take).toEqual([]);
    expect(leave.map(at)).toEqual(["ha.example.com A 203.0.113.9"]);
    expect(leave[0]?.why).toContain("delete the record in the dashboard");
  });

  test("a certificate is never taken: it is named with the command that revokes it", async () => {
    const id = await issue("anna-phone");
    await issue("anna-phone", "Somebody else");
    const { take, leave } = await plan();
    expect(take).toEqual([]);
    expect(leave.map(at)).toEqual([`active certificate of anna-phone (${id})`]);
    expect(leave[0]?.why).toContain(`npm run device -- revoke-certificate ${id}`);
  });
});
