import * as pulumi from "@pulumi/pulumi";
import { soundHome } from "../domain/sound-home.ts";
import { accountId, foreignRule, zoneId } from "../preflight/virtual-zone.ts";
import { makeHome } from "./make-home.ts";
import { children, gateSettings, pinOf, registered, writtenRules } from "./mocked-cloud.ts";
import { several } from "./several-services.ts";

/** `type name` of all resources, with types shortened. */
function inventory(cloud: Parameters<typeof children>[0]): string[] {
  return children(cloud)
    .map((child) => child.replace(/^[a-z]+:(?:index\/\w+|local):/, ""))
    .sort();
}

test("the smallest home is one of everything, and a restore point", async () => {
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

test("an empty list of devices makes a home that nobody can enter", async () => {
  const { cloud } = await makeHome(soundHome({ devices: [] }));
  expect(writtenRules(cloud).map(({ expression }) => expression)).toEqual([
    expect.not.stringContaining("cert") as string,
  ]);
  expect(inventory(cloud).filter((child) => /Certificate |Command .*bundle/.test(child))).toEqual([]);
});

test("several services share tunnel, ingress and gate, and each has a record", async () => {
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

test("each hostname admits its own devices, with kept generations and without revoked devices", async () => {
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

test("everything is made in the zone and account that were looked up", async () => {
  const { cloud } = await makeHome(soundHome(several));
  const places = cloud.registrations.flatMap(({ inputs }) => [inputs["zoneId"], inputs["accountId"]]);
  expect(new Set(places.filter((place) => place !== undefined))).toEqual(new Set([zoneId, accountId]));
});

test("other people's rules and associations are not even sent", async () => {
  const zone = { rules: [foreignRule()], associations: ["other.example.com"] };
  const { cloud } = await makeHome(soundHome(), zone);
  expect(writtenRules(cloud)).toHaveLength(1);
  expect(gateSettings(cloud)["hostnames"]).toEqual(["ha.example.com"]);
});

test("an Apple device gets a profile for the first service", async () => {
  const { cloud } = await makeHome(soundHome(several));
  expect(registered(cloud, "anna-phone-bundle").inputs["environment"]).toHaveProperty("PROFILE_HEAD");
});

test("a home is a component that another program can make", async () => {
  const { made, cloud } = await makeHome(soundHome());
  expect(made).toBeInstanceOf(pulumi.ComponentResource);
  expect(cloud.registrations[0]).toMatchObject({
    type: "ha-mtls:index:SecureHome",
    name: "home",
    inputs: {},
  });
});
