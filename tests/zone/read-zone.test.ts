import { readZone } from "../../zone/read-zone.ts";
import type { StackState } from "../../zone/state.ts";
import { soundHome } from "../domain/sound-home.ts";
import { surveyOf } from "../preflight/support/survey-of.ts";
import {
  foreignRule,
  virtualApi,
  type VirtualZone,
  zoneId,
  accountId,
} from "../preflight/support/virtual-zone.ts";

const nothing: StackState = { resources: [] };

/** Reads a zone for a home whose state holds these resources, by type and outputs. */
function read(zone: VirtualZone, state: StackState = nothing, certificates: "active" | "all" = "active") {
  const { api, asked } = virtualApi(zone);
  const query = { home: soundHome(), state, certificates };
  return { asked, reading: readZone(api, { zoneId, accountId }, query) };
}

test("a new zone has everything but settings and an ingress, which only a stack writes", async () => {
  const rule = foreignRule();
  const { asked, reading } = read({
    rules: [rule],
    associations: ["vpn.example.com"],
    tunnels: [{ id: "t", name: "other" }],
    records: [{ id: "r", name: "ha.example.com", type: "A", content: "192.0.2.1" }],
    certificates: [{ id: "c" }],
  });
  expect(await reading).toMatchObject({
    zoneId,
    accountId,
    entryPoint: { rules: [{ ref: rule["ref"] }] },
    associations: ["vpn.example.com"],
    tunnels: [{ id: "t", name: "other" }],
    records: [{ id: "r", hostname: "ha.example.com", proxied: false }],
    certificates: [{ id: "c", status: "active" }],
    settings: {},
    ingress: undefined,
    allowRules: { value: [] },
  });
  expect(asked.join()).not.toMatch(/settings|configurations/);
});

test("of the settings only those are read that the stack has written and still manages", async () => {
  const setting = (id: string) => ({
    urn: `urn:pulumi:test::ha-mtls::s::zone-settings-${id}`,
    type: "cloudflare:index/zoneSetting:ZoneSetting",
    outputs: { settingId: id },
  });
  const state = { resources: [setting("ssl"), setting("min_tls_version")] };
  expect((await read({ settings: { ssl: "strict" } }, state).reading).settings).toEqual({ ssl: "strict" });
});

test("certificates in reactivation are looked for only if one of the stack's own is missing", async () => {
  const type = "cloudflare:index/clientCertificate:ClientCertificate";
  const state = { resources: [{ urn: "urn:pulumi:test::ha-mtls::c::a-certificate", type, id: "c" }] };
  const requests = async (status: string): Promise<[string[], number]> => {
    const { asked, reading } = read({ certificates: [{ id: "c", status }] }, state);
    const found = (await reading).certificates.map(({ id }) => id);
    return [found, asked.filter((path) => path.includes("client_certificates")).length];
  };
  expect(await requests("active")).toEqual([["c"], 1]);
  expect(await requests("pending_reactivation")).toEqual([["c"], 2]);
  expect(await requests("revoked")).toEqual([[], 2]);
});

test("only tunnels that are not deleted are requested, and records by exact hostname", async () => {
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

test("the number of requests does not grow with the number of devices", async () => {
  const devices = Array.from({ length: 200 }, (_, index) => ({ name: `device-${index}` }));
  const [few, many] = [await surveyOf(), await surveyOf({ settings: { plan: "pro", devices } })];
  const looks = ({ asked }: typeof few): string[] => asked.filter((path) => !path.includes("dry_run="));
  expect(looks(many)).toHaveLength(looks(few).length);
});

test("only active certificates are requested", async () => {
  const { asked } = await surveyOf();
  expect(asked.filter((path) => path.includes("client_certificates"))).toEqual([
    expect.stringContaining("?status=active&") as string,
  ]);
});
