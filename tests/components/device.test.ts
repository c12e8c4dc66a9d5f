import * as pulumi from "@pulumi/pulumi";
import { Device, type DeviceArgs } from "../../components/device.ts";
import {
  children,
  type MockedCloud,
  mockCloud,
  pinOf,
  registered,
  run,
  unwrap,
} from "./support/mocked-cloud.ts";
import { args, held, homeOf } from "./support/one-device.ts";

async function make(
  part: Partial<DeviceArgs> = {},
  name = "anna-phone",
): Promise<{ cloud: MockedCloud; device: Device }> {
  const cloud = await mockCloud();
  const device = await run(() => new Device(name, { ...args, ...part }));
  return { cloud, device };
}

test("a device is a key, a request, a certificate, a password and a bundle, named after it", async () => {
  const { cloud } = await make();
  expect(children(cloud).sort()).toEqual([
    "cloudflare:index/clientCertificate:ClientCertificate anna-phone-certificate",
    "command:local:Command anna-phone-bundle",
    "random:index/randomPassword:RandomPassword anna-phone-password",
    "tls:index/certRequest:CertRequest anna-phone-request",
    "tls:index/privateKey:PrivateKey anna-phone-key",
  ]);
  expect(cloud.registrations.filter(({ parent }) => parent === "anna-phone")).toHaveLength(5);
});

test.each([
  ["rsa-2048", { algorithm: "RSA", rsaBits: 2048 }],
  ["ecdsa-p256", { algorithm: "ECDSA", ecdsaCurve: "P256" }],
] as const)("a key is made as configured: %s", async (keyAlgorithm, expected) => {
  const { cloud } = await make({ held: { ...held, keyAlgorithm } });
  expect(registered(cloud, "anna-phone-key").inputs).toEqual(expected);
});

test("the request has the device, the organization and the country as separate fields", async () => {
  const { cloud } = await make({ home: homeOf("Home/CN=admin, O=x") });
  expect(registered(cloud, "anna-phone-request").inputs).toEqual({
    privateKeyPem: "PKCS#1 of anna-phone-key",
    subject: { commonName: "anna-phone", organization: "Home/CN=admin, O=x", country: "NO" },
  });
});

test("a later generation has its number in the certificate and the bundle, so that two look different in a picker", async () => {
  const { cloud } = await make(
    { held: { ...held, logicalName: "anna-phone.2", generation: 2 } },
    "anna-phone.2",
  );
  expect(registered(cloud, "anna-phone.2-request").inputs["subject"]).toMatchObject({
    commonName: "anna-phone.2",
  });
  expect(registered(cloud, "anna-phone.2-bundle").inputs["environment"]).toMatchObject({
    DEVICE: "anna-phone.2",
  });
});

test("the certificate is for this request and valid as long as configured", async () => {
  const { cloud } = await make();
  expect(registered(cloud, "anna-phone-certificate").inputs).toEqual({
    zoneId: "zone",
    csr: "request of anna-phone-request",
    validityDays: 365,
  });
});

test("the password has letters that every keyboard shows at once, no look-alikes and more than 100 bits", async () => {
  const { cloud } = await make();
  const { length, overrideSpecial, ...classes } = registered(cloud, "anna-phone-password").inputs;
  expect(classes).toEqual({ lower: false, upper: false, numeric: false, special: true });
  const letters = String(overrideSpecial);
  expect(letters).toMatch(/^[a-z]+$/);
  expect(letters).not.toMatch(/[ilo]|(.).*\1/);
  expect(Number(length) * Math.log2(letters.length)).toBeGreaterThan(100);
});

test("bundle and password are secrets; the pin and the certificate are not", async () => {
  const { device } = await make();
  expect(await unwrap(device.bundle!)).toEqual({ value: "QlVORExF", secret: true });
  expect(await unwrap(device.password!)).toEqual({ value: "password of anna-phone-password", secret: true });
  expect(await unwrap(device.pin)).toEqual({ value: pinOf("anna-phone-certificate"), secret: false });
  expect((await unwrap(device.certificate)).secret).toBe(false);
  expect(device.bundlePath).toBe("bundles/test/anna-phone.p12");
  expect(device.certificateFile).toBeUndefined();
});

describe("a device that keeps its key", () => {
  test("gets its request signed, and a certificate file instead of key, password and bundle", async () => {
    const { cloud, device } = await make({
      requests: { "anna-phone": "its own request" },
      held: { ...held, csr: "server.csr.pem" },
    });
    expect(children(cloud).sort()).toEqual([
      "cloudflare:index/clientCertificate:ClientCertificate anna-phone-certificate",
      "command:local:Command anna-phone-certificate-file",
    ]);
    expect(registered(cloud, "anna-phone-certificate").inputs["csr"]).toBe("its own request");
    expect(registered(cloud, "anna-phone-certificate-file").inputs).toMatchObject({
      stdin: "certificate of anna-phone-certificate",
      environment: { FILE: "bundles/test/anna-phone.pem", OWNER: "ha.example.com" },
    });
    expect([device.bundle, device.password, device.bundlePath]).toEqual([undefined, undefined, undefined]);
  });
});

describe("a generation that is only kept", () => {
  const previous = { ...held, previous: true };

  test.each(["anna-phone-key", "anna-phone-request", "anna-phone-certificate"])(
    "keeps %s as it is, whatever the configuration of its successor",
    async (name) => {
      const { cloud } = await make({ held: previous });
      const { inputs, ignoreChanges } = registered(cloud, name);
      const decisive = Object.keys(inputs).filter((input) => input !== "zoneId");
      expect(ignoreChanges).toEqual(expect.arrayContaining(decisive));
    },
  );

  test("is the exception: any other follows the configuration, except for its common name", async () => {
    const { cloud } = await make();
    expect(cloud.registrations.flatMap(({ ignoreChanges }) => ignoreChanges)).toEqual([
      "subject.commonName",
      "environment.DEVICE",
    ]);
  });
});

test("all children wait for everything that the device waits for", async () => {
  const cloud = await mockCloud();
  await run(() => {
    const first = new Device("first", args);
    return new Device("second", args, { dependsOn: pulumi.output([first]) });
  });
  const awaited = cloud.registrations.filter(({ custom, parent }) => custom && parent === "first");
  for (const { name, dependencies } of cloud.registrations.filter(
    ({ custom, parent }) => custom && parent === "second",
  )) {
    expect([name, dependencies]).toEqual([name, expect.arrayContaining(awaited.map(({ urn }) => urn))]);
  }
});
