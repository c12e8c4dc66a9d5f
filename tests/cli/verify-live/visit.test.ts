import { visit } from "../../../cli/verify-live/visit.ts";
import { blockRules } from "../../../domain/rules/gate-rule.ts";
import { hostname, useHouse } from "./house.ts";
import { startOrigin } from "./origin.ts";

const house = useHouse();

test("a locked house refuses strangers, lets the listed device in, opens its WebSocket and redirects http; the expiry is shown", async () => {
  const checks = await visit(house.plan());
  expect(checks.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(checks.map(({ what }) => what)).toEqual([
    "ha.example.com/ refuses strangers",
    "ha.example.com/api/ refuses strangers",
    "ha.example.com/auth/providers refuses strangers",
    "ha.example.com lets anna-phone in (200)",
    expect.stringMatching(/^anna-phone has a certificate until \d{4}-\d\d-\d\d$/),
    "ha.example.com refuses ben-phone, which is not among its devices",
    "ha.example.com/api/websocket opens a WebSocket for anna-phone",
    "http://ha.example.com redirects to https or is refused",
  ]);
});

test("a path that a lane opens on purpose is not reported as open", async () => {
  const [rule] = blockRules({ hostnames: [hostname], lanes: [], pins: [house.pins["anna-phone"] ?? ""] });
  await house.writeRules([{ expression: `${rule?.expression ?? ""} and http.request.uri.path ne "/api/"` }]);
  expect(await house.problems()).toEqual([expect.stringContaining("ha.example.com/api/ answered")]);
  const lane = { hostname, paths: ["/api/"], methods: [], addresses: [], asn: [], reason: "test" };
  expect(await house.problems({ lanes: [lane] })).toEqual([]);
});

test("a certificate that expires within 30 days is reported", async () => {
  const soon = await house.enroll("soon", 10);
  await house.lock(["soon"]);
  expect(await house.problems({ listed: [soon], unlisted: [] })).toEqual([
    expect.stringMatching(/^soon has a certificate that expires in (9|10) days \[expires-soon\]$/),
  ]);
});

test("an edge that offers HTTP/3 is noted, because these checks don't use it", async () => {
  const h3 = { "alt-svc": 'h3=":443"; ma=86400' };
  const origin = await startOrigin({ headers: h3 });
  await house.lead(origin.url);
  const checks = await visit(house.plan());
  await origin.close();
  expect(checks.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(checks).toContainEqual({
    what: "ha.example.com also offers HTTP/3, which was not tested",
    problem: undefined,
    note: expect.stringContaining("zoneSettings.http3 off") as string,
  });
});
