import * as pulumi from "@pulumi/pulumi";
import type { SecureHome } from "../../components/secure-home.ts";
import { describeDevices } from "../../stack/outputs.ts";
import { soundHome } from "../domain/sound-home.ts";
import { accountId, foreignRule, zoneId } from "../preflight/virtual-zone.ts";
import { makeHome } from "./make-home.ts";
import { children, pinOf, registered, unwrap, gateSettings, writtenRules } from "./mocked-cloud.ts";

const services = [
  { hostname: "ha.example.com", origin: "http://ha:8123" },
  { hostname: "nas.example.com", origin: "http://nas", devices: ["anna-phone"] },
];
const devices = [
  { name: "anna-phone", platform: "ios", generation: 2, keepPrevious: true },
  { name: "server", csr: "server.pem" },
  { name: "lost-phone", revoked: true },
];
const several = { hostname: "", services, devices };

/** Short types, as a person would name them. */
function inventory(cloud: Parameters<typeof children>[0]): string[] {
  return children(cloud)
    .map((child) => child.replace(/^[a-z]+:(?:index\/\w+|local):/, ""))
    .sort();
}

test("the smallest home is what the guide makes by hand, and the point to return to", async () => {
  const { cloud } = await makeHome(soundHome({ devices: [{ name: "anna-phone" }] }));
  expect(inventory(cloud)).toEqual([
    "CertRequest anna-phone-request",
    "ClientCertificate anna-phone-certificate",
    "Command anna-phone-bundle",
    "Command gate-rules",
    "Command restore-point-record",
    "Command tunnel-disconnect",
    "DnsRecord ha.example.com-record",
    "PrivateKey anna-phone-key",
    "RandomPassword anna-phone-password",
    "RandomPassword tunnel-secret",
    "ZeroTrustTunnelCloudflared tunnel",
    "ZeroTrustTunnelCloudflaredConfig tunnel-ingress",
    "ZoneSetting zone-settings-always_use_https",
    "ZoneSetting zone-settings-ssl",
    "ZoneSetting zone-settings-websockets",
  ]);
});

test("an empty list of devices makes a home that nobody enters", async () => {
  const { cloud } = await makeHome(soundHome({ devices: [] }));
  expect(writtenRules(cloud).map(({ expression }) => expression)).toEqual([
    expect.not.stringContaining("cert") as string,
  ]);
  expect(inventory(cloud).filter((child) => /Certificate |Command .*bundle/.test(child))).toEqual([]);
});

test("several services share tunnel, ingress and gate, and have a record each", async () => {
  const { cloud } = await makeHome(soundHome(several));
  const made = inventory(cloud);
  expect(made.filter((child) => child.startsWith("DnsRecord"))).toEqual([
    "DnsRecord ha.example.com-record",
    "DnsRecord nas.example.com-record",
  ]);
  for (const type of ["ZeroTrustTunnelCloudflared", "ZeroTrustTunnelCloudflaredConfig"]) {
    expect(made.filter((child) => child.startsWith(`${type} `))).toHaveLength(1);
  }
  expect(gateSettings(cloud)["hostnames"]).toEqual(["ha.example.com", "nas.example.com"]);
});

test("each hostname is entered by its own devices, kept generations included, revoked ones not", async () => {
  const { cloud } = await makeHome(soundHome(several));
  const rules = writtenRules(cloud);
  const [ha, nas] = ["ha", "nas"].map(
    (label) => rules.find(({ expression }) => expression.includes(`"${label}.example.com"`))!.expression,
  );
  const [first, second, server] = ["anna-phone", "anna-phone.2", "server"].map((name) =>
    pinOf(`${name}-certificate`),
  );
  expect(ha!.match(/[0-9a-f]{64}/g)?.sort()).toEqual([first, second, server].sort());
  expect(nas!.match(/[0-9a-f]{64}/g)?.sort()).toEqual([first, second].sort());
});

test("everything lives in the zone and account that were looked up", async () => {
  const { cloud } = await makeHome(soundHome(several));
  const places = cloud.registrations.flatMap(({ inputs }) => [inputs["zoneId"], inputs["accountId"]]);
  expect(new Set(places.filter((place) => place !== undefined))).toEqual(new Set([zoneId, accountId]));
});

test("what others have in the zone is not even sent", async () => {
  const zone = { rules: [foreignRule()], associations: ["other.example.com"] };
  const { cloud } = await makeHome(soundHome(), zone);
  expect(writtenRules(cloud)).toHaveLength(1);
  expect(gateSettings(cloud)["hostnames"]).toEqual(["ha.example.com"]);
});

test("an Apple device gets a profile for the first service", async () => {
  const { cloud } = await makeHome(soundHome(several));
  expect(registered(cloud, "anna-phone-bundle").inputs["environment"]).toHaveProperty("PROFILE_HEAD");
});

describe("the stack's outputs", () => {
  const home = soundHome(several);

  async function outputs(): Promise<SecureHome> {
    return (await makeHome(home)).made;
  }

  test("say where the house is and which devices it knows", async () => {
    const { url, tunnelId, devices: described } = await outputs();
    expect(await unwrap(url)).toEqual({ value: "https://ha.example.com", secret: false });
    expect(await unwrap(tunnelId)).toEqual({ value: "id of tunnel", secret: false });
    const { value, secret } = await unwrap(describeDevices(described));
    expect(secret).toBe(false);
    expect(Object.keys(value).sort()).toEqual(["anna-phone", "anna-phone.2", "server"]);
    expect(value["anna-phone.2"]).toMatchObject({
      pin: pinOf("anna-phone.2-certificate"),
      expiresOn: "2036-01-01T00:00:00Z",
      bundle: "bundles/test/anna-phone.2.p12",
      device: "anna-phone",
      generation: 2,
      platform: "ios",
      certificateId: "id of anna-phone.2-certificate",
    });
    expect(value["server"]).toMatchObject({ bundle: null });
  });

  test("keep token, passwords and bundles secret", async () => {
    const { tunnelToken, bundlePasswords, bundles } = await outputs();
    expect(await unwrap(tunnelToken)).toEqual({ value: "token of the tunnel", secret: true });
    const passwords = await unwrap(bundlePasswords);
    expect(passwords).toEqual({
      value: {
        "anna-phone": "password of anna-phone-password",
        "anna-phone.2": "password of anna-phone.2-password",
      },
      secret: true,
    });
    expect((await unwrap(bundles)).secret).toBe(true);
  });

  test("show Home Assistant's side, and of it as secrets only what holds the token", async () => {
    const { value: setup } = await unwrap((await outputs()).homeAssistant);
    expect(setup.configuration).toContain("trusted_proxies:");
    expect(await unwrap(setup.addonOptions)).toEqual({
      value: "additional_hosts: []\ntunnel_token: token of the tunnel\n",
      secret: true,
    });
    expect(await unwrap(setup.dockerCompose)).toMatchObject({ secret: true });
  });

  test("are complete also where there is no device", async () => {
    const nobody = soundHome({ devices: [] });
    const { devices: none, bundles } = (await makeHome(nobody)).made;
    expect((await unwrap(none)).value).toEqual({});
    expect((await unwrap(bundles)).value).toEqual({});
  });
});

test("is a component that another program can make, too", async () => {
  const { made, cloud } = await makeHome(soundHome());
  expect(made).toBeInstanceOf(pulumi.ComponentResource);
  expect(cloud.registrations[0]).toMatchObject({
    type: "ha-mtls:index:SecureHome",
    name: "home",
    inputs: {},
  });
});
