import { clientOf, refusalOf, withSimulator } from "../../support/with-simulator.ts";
import { startSimulator } from "cloudflare-simulator";

const PHASE = "http_request_firewall_custom";
const underTest = withSimulator();
const block = (ref: string) => ({ action: "block", expression: `http.host eq "${ref}"`, ref });

interface Made {
  readonly id: string;
  readonly rules: readonly { readonly id: string }[];
}

const make = async (): Promise<Made> =>
  (await underTest.client.rulesets.create({
    ...underTest.zone,
    kind: "zone",
    name: "default",
    phase: PHASE,
    rules: [block("a"), block("b")] as never,
  })) as Made;

const send = (method: string, path: string, body?: object) =>
  underTest.send(`/zones/${underTest.simulator.zoneId}/rulesets${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });

const stored = () => structuredClone([...underTest.simulator.state.rulesets.values()]);

interface Change {
  readonly what: string;
  readonly method: string;
  readonly path: (made: Made) => string;
  readonly body?: object;
}

const changes: readonly Change[] = [
  { what: "PUT of a ruleset", method: "PUT", path: ({ id }) => `/${id}`, body: { rules: [block("c")] } },
  {
    what: "PUT of the entry point",
    method: "PUT",
    path: () => `/phases/${PHASE}/entrypoint`,
    body: { rules: [block("c")] },
  },
  { what: "POST of a rule", method: "POST", path: ({ id }) => `/${id}/rules`, body: block("c") },
  {
    what: "PATCH of a rule",
    method: "PATCH",
    path: ({ id, rules }) => `/${id}/rules/${rules[0]!.id}`,
    body: block("c"),
  },
  { what: "DELETE of a rule", method: "DELETE", path: ({ id, rules }) => `/${id}/rules/${rules[0]!.id}` },
];

test.each(changes)("a $what that would succeed returns 200 with null, and writes nothing", async (change) => {
  const { method, path, body } = change;
  const made = await make();
  const before = stored();
  const response = await send(method, `${path(made)}?dry_run=true`, body);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ result: null, success: true, errors: [], messages: [] });
  expect(stored()).toEqual(before);
  expect((await send(method, `${path(made)}?dry_run=false`, body)).status).toBe(200);
  expect(stored()).not.toEqual(before);
});

test.each([
  ["POST", "", { name: "default", kind: "zone", phase: PHASE, rules: [block("a")] }],
  ["PUT", `/phases/${PHASE}/entrypoint`, { rules: [block("a")] }],
])("a %s in a phase without a ruleset creates none", async (method, path, body) => {
  const response = await send(method, `${path}?dry_run=true`, body);
  expect([response.status, ((await response.json()) as { result: unknown }).result]).toEqual([200, null]);
  expect(stored()).toEqual([]);
});

test("a DELETE of a ruleset returns 204, and the ruleset stays", async () => {
  const { id } = await make();
  expect((await send("DELETE", `/${id}?dry_run=true`)).status).toBe(204);
  expect(stored()).toMatchObject([{ id }]);
});

test.each([
  ["an expression that does not parse", [{ action: "block", expression: "http.hots eq 1" }], 20127],
  ["more rules than the plan has", ["a", "b", "c", "d", "e", "f"].map(block), 50001],
  ["an action of another phase", [{ action: "rewrite", expression: "true" }], 20121],
])("a dry run is refused exactly like the write: %s", async (_, rules, code) => {
  const { id } = await make();
  const before = stored();
  const answers = [];
  for (const query of ["", "?dry_run=true"]) {
    const response = await send("PUT", `/${id}${query}`, { rules });
    answers.push({ status: response.status, body: await response.json() });
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[0]).toMatchObject({ status: 400, body: { errors: [{ code }] } });
  expect(stored()).toEqual(before);
});

test("a missing ruleset and a missing token are refused in a dry run, too", async () => {
  expect((await send("PUT", `/${"0".repeat(32)}?dry_run=true`, { rules: [] })).status).toBe(404);
  const path = `/zones/${underTest.simulator.zoneId}/rulesets?dry_run=true`;
  const headers = { authorization: `Bearer ${"x".repeat(40)}` };
  expect((await underTest.send(path, { method: "POST", headers })).status).toBe(403);
});

test.each(["TRUE", "1", ""])(
  "a value other than true and false is refused, and nothing written: %p",
  async (value) => {
    const { id } = await make();
    const before = stored();
    expect((await send("DELETE", `/${id}?dry_run=${value}`)).status).toBe(400);
    expect(stored()).toEqual(before);
  },
);

test("a fault can refuse a dry run in Cloudflare's words, and let the following write succeed", async () => {
  const { id } = await make();
  const error = { code: 20127, message: "not entitled", source: { pointer: "/rules/0/expression" } };
  await underTest.control("POST", "/faults", { path: "dry_run=true", status: 400, errors: [error] });
  const response = await send("PUT", `/${id}?dry_run=true`, { rules: [] });
  expect([response.status, await response.json()]).toMatchObject([400, { success: false, errors: [error] }]);
  expect((await send("PUT", `/${id}`, { rules: [] })).status).toBe(200);
});

test("an API without dry_run writes", async () => {
  const simulator = await startSimulator({ knowsDryRun: false });
  try {
    const client = clientOf(simulator);
    const rules = [block("a")] as never;
    const made = await client.put(
      `/zones/${simulator.zoneId}/rulesets/phases/${PHASE}/entrypoint?dry_run=true`,
      {
        body: { rules },
      },
    );
    expect(made).toMatchObject({ result: { rules: [{ ref: "a" }] } });
    expect(simulator.state.rulesets.size).toBe(1);
  } finally {
    await simulator.close();
  }
});

test("a Pro zone has twenty custom rules", async () => {
  const simulator = await startSimulator({ plan: "pro" });
  try {
    const client = clientOf(simulator);
    const put = (count: number) =>
      client.rulesets.phases.update(PHASE, {
        zone_id: simulator.zoneId,
        rules: Array.from({ length: count }, (_, index) => block(String(index))) as never,
      });
    expect(await refusalOf(put(21))).toMatchObject({ code: 50001 });
    expect(await put(20)).toMatchObject({ version: "1" });
    const zone = await client.zones.get({ zone_id: simulator.zoneId });
    expect(zone).toMatchObject({ plan: { legacy_id: "pro" } });
  } finally {
    await simulator.close();
  }
});
