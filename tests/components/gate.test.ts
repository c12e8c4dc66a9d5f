import { Gate, type GateArgs, type Neighbours } from "../../components/gate";
import type { Lane } from "../../model/lanes";
import { parseExpression } from "../../simulator/rule-language";
import { pin, pins } from "../model/pins";
import { children, type MockedCloud, mockCloud, registered, run, unwrap } from "./mocked-cloud";

const neighbours: Neighbours = {
  associations: [],
  rules: [],
  above: 0,
  entryPoint: { name: "default", description: "" },
  importId: undefined,
};

const args: GateArgs = {
  zoneId: "zone",
  hostnames: ["ha.example.com"],
  access: { entrants: { "ha.example.com": ["anna-phone"] }, lanes: {}, origins: {} },
  doors: [{ hostnames: ["ha.example.com"], lanes: [], pins: [pin(1)] }],
  refPrefix: "ha-mtls-test-",
  neighbours,
};

/** Two rules of somebody else's. */
const others = ["one", "two"].map((ref) => ({ ref, action: "block", enabled: false, expression: "ssl" }));
const theirs = { ...neighbours, rules: others as unknown as Neighbours["rules"] };

async function make(part: Partial<GateArgs> = {}): Promise<MockedCloud> {
  const cloud = await mockCloud();
  await run(() => new Gate("gate", { ...args, ...part }));
  return cloud;
}

function rules(cloud: MockedCloud): { ref: string; action: string; enabled: boolean; expression: string }[] {
  return registered(cloud, "gate-rules").inputs["rules"] as ReturnType<typeof rules>;
}

test("is a hostname association and the zone's entry point for custom rules, in that order", async () => {
  expect(children(await make())).toEqual([
    "cloudflare:index/certificateAuthoritiesHostnameAssociations:CertificateAuthoritiesHostnameAssociations gate-association",
    "cloudflare:index/ruleset:Ruleset gate-rules",
  ]);
});

test("the entry point has the name that the dashboard gives, and one rule that blocks", async () => {
  const cloud = await make();
  const { rules: written, ...inputs } = registered(cloud, "gate-rules").inputs;
  expect(inputs).toEqual({
    zoneId: "zone",
    kind: "zone",
    phase: "http_request_firewall_custom",
    name: "default",
    description: "",
  });
  expect(written).toEqual([
    {
      ref: "ha-mtls-test-1",
      action: "block",
      enabled: true,
      description: "only listed devices reach ha.example.com",
      expression: expect.stringContaining(
        `not cf.tls_client_auth.cert_fingerprint_sha256 in {"${pin(1)}"}`,
      ) as string,
    },
  ]);
});

test("every rule blocks, is enabled, has a ref of its own, and Cloudflare takes it", async () => {
  const lane: Lane = {
    hostname: "nas.example.com",
    paths: ["/a"],
    prefix: "/b/",
    methods: ["GET"],
    addresses: ["203.0.113.0/24"],
    asn: [64496],
    reason: "r",
  };
  const doors = [
    { hostnames: ["ha.example.com"], lanes: [], pins: pins(120) },
    { hostnames: ["nas.example.com"], lanes: [lane], pins: [] },
  ];
  const written = rules(await make({ doors, hostnames: ["ha.example.com", "nas.example.com"] }));
  expect(written.map(({ ref }) => ref)).toEqual([1, 2, 3, 4].map((number) => `ha-mtls-test-${number}`));
  for (const { action, enabled, expression } of written) {
    expect([action, enabled]).toEqual(["block", true]);
    parseExpression(expression);
  }
});

test.each([
  [0, ["ha-mtls-test-1", "one", "two"]],
  [1, ["one", "ha-mtls-test-1", "two"]],
  [2, ["one", "two", "ha-mtls-test-1"]],
] as const)(
  "stands below %i of other people's rules, which are written back as they came",
  async (above, refs) => {
    const cloud = await make({ neighbours: { ...theirs, above } });
    expect(rules(cloud).map(({ ref }) => ref)).toEqual(refs);
    expect(rules(cloud)).toEqual(expect.arrayContaining(others));
  },
);

test("the associations that are there stay in their order, before what is new", async () => {
  const associations = ["z.example.com", "ha.example.com", "a.example.com"];
  const hostnames = ["ha.example.com", "nas.example.com"];
  const doors = [{ hostnames, lanes: [], pins: [pin(1)] }];
  const cloud = await make({ hostnames, doors, neighbours: { ...neighbours, associations } });
  expect(registered(cloud, "gate-association").inputs).toEqual({
    zoneId: "zone",
    hostnames: ["z.example.com", "ha.example.com", "a.example.com", "nas.example.com"],
  });
});

test("an entry point that exists is taken over under its own name, which can't change without losing the rules", async () => {
  const entryPoint = { name: "zone", description: "made by hand" };
  const cloud = await make({ neighbours: { ...neighbours, entryPoint, importId: "zones/zone/ruleset" } });
  expect(registered(cloud, "gate-rules").importId).toBe("zones/zone/ruleset");
  expect(registered(cloud, "gate-rules").inputs).toMatchObject(entryPoint);
});

test("one that the state holds is not imported: an import would delete the original", async () => {
  expect(registered(await make(), "gate-rules").importId).toBe("");
});

test("the entry point is never deleted, because everybody's rules are in it", async () => {
  expect(registered(await make(), "gate-rules").retainOnDelete).toBe(true);
});

test("is closed when the rules are written, and says then who may enter", async () => {
  const cloud = await mockCloud();
  const gate = await run(() => new Gate("gate", args));
  const closed = await unwrap(gate.closed);
  expect(await unwrap(closed.value.id)).toEqual({ value: "id of gate-rules", secret: false });
  expect(cloud.outputs["gate"]).toEqual({ access: args.access, refPrefix: args.refPrefix });
});

test("the rules wait for the association", async () => {
  const cloud = await mockCloud({ stuck: ["gate-association"] });
  new Gate("gate", args);
  await cloud.asked("gate-association");
  expect(children(cloud)).toHaveLength(1);
});
