import {
  findCertificate,
  readCertificates,
  readConnectorVersions,
  readIngress,
  readRecords,
  readSettings,
  readTunnels,
} from "../../zone/read-objects.ts";
import { newCsr } from "../simulator/support/new-csr.ts";
import { withSimulator } from "../simulator/support/with-simulator.ts";

const cloud = withSimulator();
const accountId = (): string => cloud.simulator.accountId;
const zone = () => ({ zoneId: cloud.simulator.zoneId });
const missing = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";

async function newTunnel(name: string, config_src: "cloudflare" | "local" = "cloudflare"): Promise<string> {
  const tunnels = cloud.client.zeroTrust.tunnels.cloudflared;
  return (await tunnels.create({ ...cloud.account, name, config_src })).id ?? "";
}

describe("tunnels", () => {
  const read = (query: Parameters<typeof readTunnels>[2] = {}) =>
    readTunnels(cloud.api(), { accountId: accountId() }, query);

  test("are read with where their ingress is configured, without deleted ones", async () => {
    const [home, old] = [await newTunnel("home"), await newTunnel("old")];
    const local = await newTunnel("local", "local");
    await cloud.client.zeroTrust.tunnels.cloudflared.delete(old, cloud.account);
    expect((await read()).sort((a, b) => a.name.localeCompare(b.name))).toEqual([
      { id: home, name: "home", local: false },
      { id: local, name: "local", local: true },
    ]);
    expect(await read({ name: "home" })).toHaveLength(1);
  });

  test("of the state are looked up by id if the list lacks them, unless they are deleted or gone", async () => {
    const [home, old] = [await newTunnel("home"), await newTunnel("old")];
    await cloud.client.zeroTrust.tunnels.cloudflared.delete(old, cloud.account);
    const held = [home, old, missing].map((id) => ({ id, accountId: accountId() }));
    const named = await read({ name: "something else", held });
    expect(named.map(({ id }) => id)).toEqual([home]);
  });

  test("have one version of cloudflared per connector", async () => {
    const id = await newTunnel("home");
    const versions = () => readConnectorVersions(cloud.api(), { id, accountId: accountId() });
    expect(await versions()).toEqual([]);
    await cloud.control("POST", `/tunnels/${id}/connections`);
    expect(await versions()).toEqual([expect.stringMatching(/^\d{4}\.\d+\.\d+$/)]);
  });

  test("have an ingress, an empty one until it is configured, and none if they don't exist", async () => {
    const id = await newTunnel("home");
    const ingress = (of: string) => readIngress(cloud.api(), { id: of, accountId: accountId() });
    expect(await ingress(id)).toEqual([]);
    await cloud.client.zeroTrust.tunnels.cloudflared.configurations.update(id, {
      ...cloud.account,
      config: {
        ingress: [
          { hostname: "ha.example.com", service: "http://ha" },
          { hostname: "", service: "http_status:404" },
        ],
      },
    });
    expect(await ingress(id)).toEqual([
      { hostname: "ha.example.com", service: "http://ha" },
      { hostname: "", service: "http_status:404" },
    ]);
    expect(await ingress(missing)).toBeUndefined();
  });
});

test("of a hostname's DNS records only address records are read", async () => {
  const create = (part: object) =>
    cloud.client.dns.records.create({ ...cloud.zone, ttl: 1, ...part } as never);
  await create({ type: "A", name: "ha.example.com", content: "192.0.2.1", proxied: true });
  await create({ type: "TXT", name: "ha.example.com", content: '"x"' });
  await create({ type: "A", name: "www.example.com", content: "192.0.2.2" });
  expect(await readRecords(cloud.api(), zone(), "ha.example.com")).toEqual([
    {
      id: expect.any(String) as string,
      hostname: "ha.example.com",
      type: "A",
      content: "192.0.2.1",
      proxied: true,
    },
  ]);
});

describe("certificates", () => {
  const issue = async (): Promise<string> => {
    const csr = newCsr("/C=NO/O=Home/CN=anna-phone");
    const made = await cloud.client.clientCertificates.create({ ...cloud.zone, csr, validity_days: 365 });
    return made.id ?? "";
  };

  test("are read by status, with their pin", async () => {
    const [kept, revoked] = [await issue(), await issue()];
    await cloud.client.clientCertificates.delete(revoked, cloud.zone);
    const ids = async (status: "active" | "all") =>
      (await readCertificates(cloud.api(), zone(), status)).map(({ id }) => id);
    expect(await ids("active")).toEqual([kept]);
    expect((await ids("all")).sort()).toEqual([kept, revoked].sort());
    expect(await findCertificate(cloud.api(), zone(), kept)).toMatchObject({
      status: "active",
      commonName: "anna-phone",
      organization: "Home",
      pin: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  test("that do not exist are undefined", async () => {
    expect(await findCertificate(cloud.api(), zone(), missing)).toBeUndefined();
  });
});

test("settings are read by id, and one that is not a string is empty", async () => {
  expect(await readSettings(cloud.api(), zone(), ["ssl", "websockets"])).toEqual({
    ssl: "full",
    websockets: "on",
  });
  const api = cloud.api(() => Promise.resolve(Response.json({ result: { value: { enabled: true } } })));
  expect(await readSettings(api, zone(), ["security_header"])).toEqual({ security_header: "" });
});
