import { visit } from "../../../cli/verify-live/visit.ts";
import type { Lane } from "../../../domain/configuration/lanes.ts";
import { hostname, useHouse } from "./house.ts";

const house = useHouse();

function lane(changes: Partial<Lane>): Lane {
  return { hostname, paths: [], methods: [], addresses: [], asn: [], reason: "test", ...changes };
}

const webhook = lane({ paths: ["/api/webhook/abc"] });

test("a lane is open for its path, and closed beside it", async () => {
  const lanes = [webhook, lane({ prefix: "/local/" })];
  await house.lock(["anna-phone"], lanes);
  const checks = await visit(house.plan({ lanes }));
  expect(checks.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(checks.map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      "ha.example.com/api/webhook/abc is open without a certificate, as its lane says (405)",
      "ha.example.com/api/webhook/abc0, beside the lane, refuses strangers",
      "ha.example.com/local/ is open without a certificate, as its lane says (404)",
      "ha.example.com/local0/, beside the lane, refuses strangers",
    ]),
  );
});

test("a lane that is configured and not deployed is told", async () => {
  expect(await house.problems({ lanes: [webhook] })).toEqual([
    "ha.example.com/api/webhook/abc is blocked by the edge, although a lane opens it [lane-closed]",
  ]);
});

test("a rule that is open beside the lane is told", async () => {
  await house.lock(["anna-phone"], [lane({ prefix: "/api/" })]);
  expect(await house.problems({ lanes: [webhook] })).toContainEqual(
    expect.stringMatching(/^ha\.example\.com\/api\/webhook\/abc0 answered 200 .* \[gate-open\]$/),
  );
});

test("what another lane opens is not beside a lane", async () => {
  const lanes = [webhook, lane({ paths: ["/api/webhook/abc0"] })];
  await house.lock(["anna-phone"], lanes);
  expect(await house.problems({ lanes })).toEqual([]);
});

test("a lane that challenges its callers is told", async () => {
  await house.writeRules([{ action: "managed_challenge", expression: "true" }]);
  expect(await house.problems({ lanes: [webhook] })).toContainEqual(
    "ha.example.com/api/webhook/abc challenges the callers of its lane, and no service can solve a challenge [unexpected-answer]",
  );
});

test("no webhook is triggered: it gets an OPTIONS request, and one that allows only POST gets none", async () => {
  const lanes = [webhook, lane({ paths: ["/api/webhook/def"], methods: ["POST"] })];
  await house.lock(["anna-phone"], lanes);
  const before = house.simulator.homeAssistant!.requests().length;
  const checks = await visit(house.plan({ lanes }));
  const arrived = house.simulator.homeAssistant!.requests().slice(before);
  expect(
    arrived
      .filter(({ target }) => target.includes("webhook"))
      .map(({ method, target }) => `${method} ${target}`),
  ).toEqual(["OPTIONS /api/webhook/abc"]);
  expect(checks).toContainEqual({
    what: "ha.example.com/api/webhook/def is a lane",
    problem: undefined,
    note: "It allows only POST, so it was not tested: a request could trigger it.",
  });
});

test("a lane for certain callers is not tested from here, and the check says so", async () => {
  const lanes = [lane({ paths: ["/a"], addresses: ["203.0.113.7"] })];
  await house.lock(["anna-phone"], lanes);
  const checks = await visit(house.plan({ lanes }));
  expect(checks.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(checks.flatMap(({ note }) => note ?? [])).toEqual([
    "It is restricted to certain callers, so it was not tested from here.",
  ]);
});
