import { ownState, problemsOf, surveyOf } from "../../preflight/survey-of.ts";

const tunnel = { id: "tunnel-1", name: "ha-mtls-test" };
const record = {
  id: "record-1",
  name: "ha.example.com",
  type: "CNAME",
  content: "tunnel-1.cfargotunnel.com",
};

test("a zone without our names is free to use", async () => {
  const zone = { tunnels: [{ id: "x", name: "other" }], records: [{ ...record, name: "www.example.com" }] };
  expect(problemsOf(await surveyOf({ zone }))).toEqual([]);
});

test("what the stack's state holds is its own", async () => {
  const zone = { tunnels: [tunnel], records: [record], state: ownState };
  expect(problemsOf(await surveyOf({ zone }))).toEqual([]);
});

test.each(["A", "AAAA", "CNAME"])(
  "a %s record of our name that the stack did not make is named",
  async (type) => {
    const surveyed = await surveyOf({ zone: { records: [{ ...record, type, content: "192.0.2.1" }] } });
    expect(problemsOf(surveyed)).toEqual(["unknown-to-stack ha.example.com"]);
    expect(surveyed.refusal!.message).toContain(
      `ha.example.com already has a DNS record (${type} 192.0.2.1) that this stack did not make`,
    );
    expect(surveyed.refusal!.message).toContain("npm run adopt");
  },
);

test.each(["TXT", "MX", "CAA"])("a %s record of our name is no obstacle", async (type) => {
  expect(problemsOf(await surveyOf({ zone: { records: [{ ...record, type }] } }))).toEqual([]);
});

test("another record beside ours is a stranger's, though the name is ours", async () => {
  const records = [record, { ...record, id: "record-2" }];
  const surveyed = await surveyOf({ zone: { tunnels: [tunnel], records, state: ownState } });
  expect(problemsOf(surveyed)).toEqual(["unknown-to-stack ha.example.com"]);
});

test("a tunnel of our name that the stack did not make is named with its id", async () => {
  const surveyed = await surveyOf({ zone: { tunnels: [{ ...tunnel, id: "tunnel-2" }] } });
  expect(problemsOf(surveyed)).toEqual(["unknown-to-stack tunnel ha-mtls-test"]);
  expect(surveyed.refusal!.message).toContain("exists already (tunnel-2)");
});

test("a tunnel that was deleted outside is found, though the provider can still read it", async () => {
  const surveyed = await surveyOf({ zone: { records: [record], state: ownState } });
  expect(problemsOf(surveyed)).toEqual(["gone tunnel ha-mtls-test"]);
  expect(surveyed.refusal!.message).toContain("npm run adopt && npx pulumi up");
});

test("only live tunnels are asked for, and each hostname exactly", async () => {
  const services = [
    { hostname: "ha.example.com", origin: "http://ha" },
    { hostname: "nas.example.com", origin: "http://nas" },
  ];
  const { asked } = await surveyOf({ settings: { hostname: "", services } });
  const queries = (part: string): string[] => asked.filter((path) => path.includes(part));
  expect(queries("/cfd_tunnel")).toEqual([expect.stringContaining("?is_deleted=false") as string]);
  expect(queries("/dns_records").map((path) => path.split("?")[1])).toEqual([
    "name.exact=ha.example.com",
    "name.exact=nas.example.com",
  ]);
});

test("everything that is in the way is said together", async () => {
  const zone = { tunnels: [{ ...tunnel, id: "tunnel-2" }], records: [{ ...record, id: "record-2" }] };
  const surveyed = await surveyOf({ zone });
  expect(problemsOf(surveyed)).toHaveLength(2);
  expect(surveyed.refusal!.message).toMatch(/^2 problems: /);
  expect(surveyed.refusal!.message).toMatch(/Nothing was changed\.$/);
});

test("the number of look-ups does not grow with the devices", async () => {
  const devices = Array.from({ length: 200 }, (_, index) => ({ name: `device-${index}` }));
  const [few, many] = [await surveyOf(), await surveyOf({ settings: { plan: "pro", devices } })];
  const looks = ({ asked }: typeof few): string[] => asked.filter((path) => !path.includes("dry_run="));
  expect(looks(many)).toHaveLength(looks(few).length);
});
