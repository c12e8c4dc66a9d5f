import { withConsent } from "../../../cli/adopt/plan.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";
import { stateOf, types } from "../support/cli-fixtures.ts";
import { adoptionIn } from "./adoption.ts";

const cloud = withSimulator();
const { plan, makeTunnel, makeRecord } = adoptionIn(cloud);
const at = (entry: { what: string } | undefined): string | undefined => entry?.what;

test("a record that points elsewhere needs separate consent", async () => {
  await makeRecord("house.dyndns.org");
  const found = await plan();
  expect(found.take.map(at)).toEqual(["ha.example.com CNAME house.dyndns.org"]);
  expect(withConsent(found, []).take).toEqual([]);
  expect(found.take[0]?.consent).toMatchObject({
    word: "ha.example.com",
    consequence: expect.stringMatching(/^it points elsewhere/) as string,
  });
  expect(withConsent(found, ["ha.example.com"]).take).toHaveLength(1);
});

test("an address record is left unchanged, with what to do", async () => {
  await makeRecord("203.0.113.9", "A");
  const { take, leave } = await plan();
  expect(take).toEqual([]);
  expect(leave.map(at)).toEqual(["ha.example.com A 203.0.113.9"]);
  expect(leave[0]?.why).toContain("delete the record in the dashboard");
});

test("a record that points to a deleted tunnel of the stack is taken over without separate consent", async () => {
  const id = await makeTunnel("ha-mtls-prod");
  await makeRecord(`${id}.cfargotunnel.com`);
  await cloud.client.zeroTrust.tunnels.cloudflared.delete(id, cloud.account);
  const { take } = await plan(stateOf([{ types: types.tunnel, name: "tunnel", id }]));
  expect(take).toEqual([expect.objectContaining({ what: `ha.example.com CNAME ${id}.cfargotunnel.com` })]);
  expect(take[0]).not.toHaveProperty("consent");
});
