import { readZoneFacts } from "../../../cli/doctor/read-facts.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";
import { homeOf, stateOf } from "../support/cli-fixtures.ts";
import { doctorIn } from "./findings.ts";

const cloud = withSimulator();
const { writeRules } = doctorIn(cloud);

function read(through?: typeof fetch) {
  const { zoneId, accountId } = cloud.simulator;
  return readZoneFacts(cloud.api(through), {
    zone: { zoneId, accountId },
    home: homeOf(),
    state: stateOf([]),
  });
}

test("the zone's facts are read without a write", async () => {
  await writeRules([{ action: "block", expression: "true", ref: "theirs" }]);
  const before = cloud.simulator.requests().length;
  expect(await read()).toMatchObject({
    zone: { value: { status: "active", plan: "free" } },
    tunnels: { value: [] },
    records: { value: [] },
    settings: { value: { ssl: expect.any(String) as string, http3: "on" } },
    entryPoint: { value: { rules: [{ ref: "theirs" }] } },
    verdict: { refused: [], mayWrite: true },
    botFightMode: { value: false },
  });
  const sent = cloud.simulator.requests().slice(before);
  expect(sent.filter(({ method, path }) => method !== "GET" && !path.includes("dry_run="))).toEqual([]);
});

test("a fact that the token may not read is marked as refused, and all others are read", async () => {
  await cloud.control("POST", "/faults", { method: "GET", path: "/dns_records", status: 403 });
  const facts = await read();
  expect(facts.records).toHaveProperty("refused");
  expect(facts.tunnels).toEqual({ value: [] });
});

test("without the list of rules there is no dry run", async () => {
  await cloud.control("POST", "/faults", { method: "GET", path: "/rulesets", status: 403 });
  const facts = await read();
  expect(facts.entryPoint).toHaveProperty("refused");
  expect(facts.verdict).toBeUndefined();
});

test("the account's rules are read only for an Enterprise zone", async () => {
  let asked = 0;
  const ofPlan =
    (plan: string): typeof fetch =>
    async (url, init) => {
      const path = new URL(url instanceof Request ? url.url : url.toString()).pathname;
      if (/accounts\/[0-9a-f]{32}\/rulesets/.test(path)) {
        asked += 1;
        return Response.json({
          success: true,
          result: { id: "a", rules: [{ id: "1", action: "skip", ref: "r" }] },
        });
      }
      const answer = await fetch(url, init);
      if (!/zones\/[0-9a-f]{32}$/.test(path)) return answer;
      const body = (await answer.json()) as { result: object };
      return Response.json({ ...body, result: { ...body.result, plan: { legacy_id: plan } } });
    };
  expect((await read(ofPlan("business"))).accountRules).toEqual({ value: [] });
  expect(asked).toBe(0);
  expect((await read(ofPlan("enterprise"))).accountRules).toEqual({
    value: [expect.stringContaining("custom rule")],
  });
});

test("an outage is a failure, not a missing permission", async () => {
  await cloud.control("POST", "/faults", { method: "GET", path: "/bot_management", status: 500 });
  await expect(read()).rejects.toThrow("[cloudflare-failed]");
});
