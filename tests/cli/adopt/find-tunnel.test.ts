import { withConsent } from "../../../cli/adopt/plan.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";
import { stateOf, types } from "../support/cli-fixtures.ts";
import { adoptionIn } from "./adoption.ts";

const cloud = withSimulator();
const { plan, makeTunnel, makeRecord } = adoptionIn(cloud);
const at = (entry: { what: string } | undefined): string | undefined => entry?.what;

test("a hand-made tunnel that the hostname points to is taken over, and the plan says what up will change", async () => {
  const id = await makeTunnel("my old tunnel");
  await makeRecord(`${id}.cfargotunnel.com`);
  const { take } = await plan();
  expect(take.map(at)).toEqual([
    `tunnel my old tunnel (${id}); the next up renames it to ha-mtls-prod and replaces its ingress, and its connector stays connected`,
    `ha.example.com CNAME ${id}.cfargotunnel.com`,
  ]);
  expect(take.every(({ consent }) => consent === undefined)).toBe(true);
});

test("a hand-made tunnel that serves other hostnames needs separate consent, and so does its record", async () => {
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

test("a tunnel that is configured next to its connector is left unchanged, with what to do", async () => {
  const id = await makeTunnel("my old tunnel", "local");
  await makeRecord(`${id}.cfargotunnel.com`);
  const { take, leave } = await plan();
  expect(take.map(({ consent }) => consent?.word)).toEqual(["ha.example.com"]);
  expect(leave[0]?.why).toContain("npx pulumi stack output tunnelToken --show-secrets");
});

test("a tunnel of the stack's own name that is configured next to its connector has to make way", async () => {
  await makeTunnel("ha-mtls-prod", "local");
  const { take, leave } = await plan();
  expect(take).toEqual([]);
  expect(leave[0]?.why).toContain("Rename or delete it in the dashboard");
});

test("no tunnel is taken over while the state has a live one", async () => {
  const id = await makeTunnel("ha-mtls-prod");
  const other = await makeTunnel("my old tunnel");
  await makeRecord(`${other}.cfargotunnel.com`);
  const { take } = await plan(stateOf([{ types: types.tunnel, name: "tunnel", id }]));
  expect(take.map(({ name }) => name)).toEqual(["ha.example.com-record"]);
});
