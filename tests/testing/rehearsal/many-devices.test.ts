import { openSite, requestLines, type Site } from "./house.ts";

jest.setTimeout(300_000);

let site: Site;
beforeAll(async () => {
  site = await openSite();
  site.simulator.state.limits.clientCertificates = 200;
});
afterAll(() => site.close());

test("200 devices fit into the five rules of a free zone, each is pinned once, and nobody else gets in meanwhile", async () => {
  const devices = Array.from({ length: 200 }, (_, index) => ({ name: `device-${index}` }));
  await site.rehearse({ devices });
  const { clientCertificates, rulesets } = site.simulator.state;
  const pins = [...clientCertificates.values()].map(({ fingerprint_sha256 }) => fingerprint_sha256);
  const rules = [...rulesets.values()].flatMap((ruleset) => ruleset.rules);
  const pinned = rules.flatMap(({ expression }) => expression.match(/\b[0-9a-f]{64}\b/g) ?? []);
  expect(pinned.sort()).toEqual(pins.sort());
  expect(pins).toHaveLength(200);
  expect(rules.length).toBeLessThanOrEqual(5);
  expect(site.simulator.exposures()).toEqual([]);
  const changes = requestLines(site).filter((line) => !line.startsWith("GET"));
  const writes = changes.filter((line) => !line.includes("dry_run="));
  // All rules are tried in one dry run.
  expect(changes).toHaveLength(writes.length + 1);
  // One certificate for each device, one write for each rule, and what every home needs.
  expect(writes).toHaveLength(200 + 7 + rules.length);
});
