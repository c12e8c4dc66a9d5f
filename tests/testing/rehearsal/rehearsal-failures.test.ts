import { readdir } from "node:fs/promises";
import { RehearsalFailure, rehearse } from "../../../testing/rehearsal/rehearsal.ts";
import { evaluated, foreignRules, phaseRule } from "../../foreign-rules.ts";
import { houseConfig, openSite, requestLines, type Site } from "./house.ts";

jest.setTimeout(180_000);

let site: Site;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

async function failureOf(run: Promise<unknown>): Promise<RehearsalFailure> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof RehearsalFailure) return error;
  throw new Error(`the run did not fail as one: ${String(error)}`);
}

async function setFault(fault: object): Promise<void> {
  const url = new URL("/_simulator/faults", site.simulator.api);
  const answer = await fetch(url, { method: "POST", body: JSON.stringify(fault) });
  expect(answer.status).toBe(200);
}

test("problems in the configuration end the run before its first request", async () => {
  const failure = await failureOf(site.rehearse({ hostname: "ha.example.org", devices: [{ name: "Anna" }] }));
  expect(failure.message).toContain("[hostname-outside-zone]");
  expect(failure.message).toContain("[device-name]");
  expect(failure.message).not.toContain("    at ");
  expect(site.simulator.requests()).toEqual([]);
});

test("without a token the run says so", async () => {
  const failure = await failureOf(
    rehearse({ api: site.simulator.api, stack: "test", config: houseConfig, bundleDirectory: "bundles" }),
  );
  expect(failure.message).toContain("[no-token]");
});

test("a token that Cloudflare refuses is reported in the program's own words", async () => {
  const { api } = site.simulator;
  const config = { ...houseConfig, "cloudflare:apiToken": "x".repeat(40) };
  const failure = await failureOf(rehearse({ api, stack: "test", config, bundleDirectory: "bundles" }));
  expect(failure.message).toMatch(/^CLOUDFLARE_API_TOKEN is not accepted for .* \[refused-token\]\n/);
  expect(failure.message).not.toContain("    at ");
});

test("a refused run says so once, in its own words only", async () => {
  const { api, zoneId, apiToken } = site.simulator;
  const path = `${api}/zones/${zoneId}/dns_records`;
  const headers = { authorization: `Bearer ${apiToken}` };
  const record = { type: "A", name: "ha.example.com", content: "192.0.2.1", ttl: 1 };
  await fetch(path, { method: "POST", headers, body: JSON.stringify(record) });
  const { message } = await failureOf(site.rehearse());
  expect(message).toBe(
    "ha.example.com already has a DNS record (A 192.0.2.1) that this stack did not make [unknown-to-stack]\n" +
      "  Let the stack take it over: npm run adopt\n" +
      "  Or delete it in the dashboard if nobody needs it.",
  );
});

test("a refused request is reported with its status and body, and nothing follows it", async () => {
  await setFault({ method: "PUT", path: "/configurations$", status: 400 });
  const failure = await failureOf(site.rehearse());
  expect(failure.message).toContain("(tunnel-ingress):\n  error: failed to make http request");
  expect(failure.message).toContain('400 Bad Request {"result":null,"success":false');
  expect(failure.message).not.toContain("    at ");
  expect(requestLines(site)).not.toContain("POST zones/{zone}/dns_records");
  expect(site.simulator.exposures()).toEqual([]);
  expect(failure.resources.map(({ name }) => name)).toContain("tunnel");
});

test("a rule that Cloudflare refuses ends the run before the name can be reached", async () => {
  await setFault({ method: "POST", path: "/rulesets$", status: 400 });
  await setFault({ method: "POST", path: "/rulesets$", status: 400 });
  await setFault({ method: "POST", path: "/rulesets$", status: 400 });
  const failure = await failureOf(site.rehearse());
  expect(failure.message).toContain("command:local:Command (gate-rules):\n  error: exit status 1");
  expect(requestLines(site)).not.toContain("POST zones/{zone}/dns_records");
  expect(site.simulator.exposures()).toEqual([]);
});

test("a request whose response is lost is repeated, as the provider does", async () => {
  await setFault({ method: "PUT", path: "/configurations$", reset: "after" });
  await site.rehearse();
  expect(requestLines(site).filter((line) => line.endsWith("configurations"))).toHaveLength(2);
});

async function putRules(rules: readonly object[]): Promise<void> {
  const { api, zoneId, apiToken } = site.simulator;
  await fetch(new URL("/_simulator/limits", api), {
    method: "PUT",
    body: JSON.stringify({ custom_rules: 20 }),
  });
  const answer = await fetch(
    `${api}/zones/${zoneId}/rulesets/phases/http_request_firewall_custom/entrypoint`,
    {
      method: "PUT",
      headers: { authorization: `Bearer ${apiToken}` },
      body: JSON.stringify({ rules }),
    },
  );
  expect(answer.status).toBe(200);
}

test.each(["last", "first"])(
  "somebody else's entry point is taken over, rules of all kinds stay as they are, and the gate comes %s",
  async (gatePosition) => {
    await putRules(foreignRules);
    const { state } = site.simulator;
    const [before] = [...state.rulesets.values()];
    await site.rehearse({ gatePosition, plan: "pro" });
    const rulesets = [...state.rulesets.values()];
    expect(rulesets.map(({ id }) => id)).toEqual([before?.id]);
    const theirs = rulesets[0]?.rules.filter(({ ref }) => !ref.startsWith("ha-mtls-")) ?? [];
    expect(theirs.map(evaluated)).toEqual(foreignRules.map(evaluated));
    expect(theirs.map(({ id }) => id)).toEqual(before?.rules.map(({ id }) => id));
    const gate = rulesets[0]?.rules.findIndex(({ ref }) => ref === "ha-mtls-test-1");
    expect(gate).toBe(gatePosition === "last" ? foreignRules.length : 0);
    const ours = requestLines(site).filter((line) =>
      /^(PUT|PATCH|POST|DELETE) .*rulesets(?!.*dry_run)/.test(line),
    );
    expect(ours.slice(1)).toEqual([`POST zones/{zone}/rulesets/${before?.id ?? ""}/rules`]);
    expect(site.simulator.exposures()).toEqual([]);
  },
);

test("a rule with a parameter unknown to the provider stays as it is", async () => {
  await putRules([phaseRule]);
  const [before] = [...site.simulator.state.rulesets.values()];
  await site.rehearse({ gatePosition: "first" });
  expect([...site.simulator.state.rulesets.values()][0]?.rules).toContainEqual(before?.rules[0]);
});

test("parallel rehearsals don't affect each other", async () => {
  const neighbour = await openSite();
  try {
    const deep = { hostname: "ha.home.example.com", devices: [{ name: "carla" }] };
    const [, { warnings }] = await Promise.all([site.rehearse(), neighbour.rehearse(deep)]);
    expect(warnings).toEqual([expect.stringMatching(/^ha\.home\.example\.com is 2 labels below/)]);
    expect(await readdir(neighbour.bundleDirectory)).toContain("carla.p12");
    expect(await readdir(site.bundleDirectory)).not.toContain("carla.p12");
    expect(neighbour.simulator.state.clientCertificates.size).toBe(1);
    expect(site.simulator.state.clientCertificates.size).toBe(2);
  } finally {
    await neighbour.close();
  }
});
