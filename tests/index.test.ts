import * as pulumi from "@pulumi/pulumi";
import main from "../index.ts";
import { makeHome } from "./components/support/make-home.ts";
import {
  children,
  gateSettings,
  mockCloud,
  pinOf,
  registered,
  unwrap,
  writtenRules,
} from "./components/support/mocked-cloud.ts";
import { several } from "./components/support/several-services.ts";
import { soundHome } from "./domain/sound-home.ts";
import { sound } from "./domain/stored-configuration.ts";
import { accountId, foreignRule, lookUps, virtualApi, zoneId } from "./preflight/support/virtual-zone.ts";
import { writeStack } from "./stack/write-stack.ts";

test("the program makes the home of the stack file and returns the outputs that owners and commands read", async () => {
  const cloud = await mockCloud({ lookUps: lookUps() });
  writeStack(sound);
  jest.spyOn(globalThis, "fetch").mockImplementation(virtualApi().fetch);
  for (const level of ["info", "warn"] as const) {
    jest.spyOn(pulumi.log, level).mockResolvedValue();
  }
  const outputs = main();
  await cloud.asked("ha.example.com-record");
  expect(Object.keys(outputs).sort()).toEqual([
    "bundlePasswords",
    "bundles",
    "devices",
    "homeAssistant",
    "tunnelId",
    "tunnelToken",
    "url",
  ]);
  expect(await unwrap(outputs.url)).toEqual({ value: "https://ha.example.com", secret: false });
  expect(Object.keys((await unwrap(outputs.devices)).value)).toEqual(["anna-phone", "ben-phone"]);
  expect((await unwrap(outputs.tunnelToken)).secret).toBe(true);
});

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
