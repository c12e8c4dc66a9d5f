import { ExposureLog } from "cloudflare-simulator/exposure/log.ts";
import { ingressOf, World } from "../support/edge-world.ts";

const ha = "ha.example.com";
const cause = (number: number) => ({ number, method: "PUT", path: "/x" });

test("an exposure is recorded when it begins, not while it lasts, and again when it returns", async () => {
  const world = await World.create();
  const log = new ExposureLog(world.state);
  const causes = () => [...new Set(log.list().map(({ request }) => request.number))];
  world.tunnel(ingressOf(ha), [ha]);
  log.check(cause(1));
  expect(log.list()[0]).toMatchObject({ number: 1, hostname: ha, who: "no certificate", request: cause(1) });
  log.check(cause(2));
  expect(causes()).toEqual([1]);
  world.rules(`lower(http.host) eq "${ha}" or lower(http.host) eq "${ha}."`);
  log.check(cause(3));
  world.rules();
  log.check(cause(4));
  expect(causes()).toEqual([1, 4]);
});
