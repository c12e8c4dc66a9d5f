import { ownState, problemsOf, surveyOf } from "../../preflight/support/survey-of.ts";

const tunnel = { id: "tunnel-1", name: "ha-mtls-test" };
const record = {
  id: "record-1",
  name: "ha.example.com",
  type: "CNAME",
  content: "tunnel-1.cfargotunnel.com",
};

test("other tunnels and records are no obstacle", async () => {
  const zone = { tunnels: [{ id: "x", name: "other" }], records: [{ ...record, name: "www.example.com" }] };
  expect(problemsOf(await surveyOf({ zone }))).toEqual([]);
});

test("what is in the stack's state is its own", async () => {
  const zone = { tunnels: [tunnel], records: [record], state: ownState };
  expect(problemsOf(await surveyOf({ zone }))).toEqual([]);
});

test.each(["A", "AAAA", "CNAME"])(
  "the stack is refused if a %s record of its hostname is not its own",
  async (type) => {
    const surveyed = await surveyOf({ zone: { records: [{ ...record, type, content: "192.0.2.1" }] } });
    expect(problemsOf(surveyed)).toEqual(["unknown-to-stack ha.example.com"]);
    expect(surveyed.refusal!.message).toContain(
      `ha.example.com already has a DNS record (${type} 192.0.2.1) that this stack did not make`,
    );
    expect(surveyed.refusal!.message).toContain("npm run adopt");
  },
);

test.each(["TXT", "MX", "CAA"])("a %s record of the hostname is no obstacle", async (type) => {
  expect(problemsOf(await surveyOf({ zone: { records: [{ ...record, type }] } }))).toEqual([]);
});

test("a second record beside the stack's own is not its own", async () => {
  const records = [record, { ...record, id: "record-2" }];
  const surveyed = await surveyOf({ zone: { tunnels: [tunnel], records, state: ownState } });
  expect(problemsOf(surveyed)).toEqual(["unknown-to-stack ha.example.com"]);
});

test("a tunnel of the stack's name that it did not make is reported with its id", async () => {
  const surveyed = await surveyOf({ zone: { tunnels: [{ ...tunnel, id: "tunnel-2" }] } });
  expect(problemsOf(surveyed)).toEqual(["unknown-to-stack tunnel ha-mtls-test"]);
  expect(surveyed.refusal!.message).toContain(
    "tunnel ha-mtls-test already exists (tunnel-2), and this stack did not make it",
  );
});

test("a tunnel deleted outside Pulumi is reported, although the provider can still read it", async () => {
  const surveyed = await surveyOf({ zone: { records: [record], state: ownState } });
  expect(problemsOf(surveyed)).toEqual(["gone tunnel ha-mtls-test"]);
  expect(surveyed.refusal!.message).toContain("npm run adopt && npx pulumi up");
});

test("all obstacles are reported together", async () => {
  const zone = { tunnels: [{ ...tunnel, id: "tunnel-2" }], records: [{ ...record, id: "record-2" }] };
  const surveyed = await surveyOf({ zone });
  expect(problemsOf(surveyed)).toHaveLength(2);
  expect(surveyed.refusal!.message).toMatch(/^2 problems: /);
  expect(surveyed.refusal!.message).toMatch(/Nothing was changed\.$/);
});
