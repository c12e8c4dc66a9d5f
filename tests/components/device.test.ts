import * as pulumi from "@pulumi/pulumi";
import { Device, type DeviceArgs } from "../../components/device.ts";
import type { HeldDevice } from "../../domain/configuration/home.ts";
import { children, type MockedCloud, mockCloud, pinOf, registered, run, unwrap } from "./mocked-cloud.ts";

const held: HeldDevice = {
  logicalName: "anna-phone",
  device: "anna-phone",
  generation: 1,
  previous: false,
  platform: "android",
  validityDays: 365,
  keyAlgorithm: "rsa-2048",
  bundleEncryption: "compatible",
  csr: undefined,
  profilePassword: false,
};

const args: DeviceArgs = {
  held,
  zoneId: "zone",
  organization: "Home",
  country: "NO",
  bundleDirectory: "bundles/test",
  owner: "ha.example.com",
  csr: undefined,
  profileHostname: undefined,
};

async function make(
  part: Partial<DeviceArgs> = {},
  name = "anna-phone",
): Promise<{ cloud: MockedCloud; device: Device }> {
  const cloud = await mockCloud();
  const device = await run(() => new Device(name, { ...args, ...part }));
  return { cloud, device };
}

function environment(cloud: MockedCloud): Record<string, string> {
  return registered(cloud, "anna-phone-bundle").inputs["environment"] as Record<string, string>;
}

test("is a key, a request, a certificate, a password and a bundle, named after the device", async () => {
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
] as const)("a key of %s is made as such", async (keyAlgorithm, expected) => {
  const { cloud } = await make({ held: { ...held, keyAlgorithm } });
  expect(registered(cloud, "anna-phone-key").inputs).toEqual(expected);
});

test("the request names the device, the organization and the country, each as a field of its own", async () => {
  const { cloud } = await make({ organization: "Home/CN=admin, O=x" });
  expect(registered(cloud, "anna-phone-request").inputs).toEqual({
    privateKeyPem: "PKCS#1 of anna-phone-key",
    subject: { commonName: "anna-phone", organization: "Home/CN=admin, O=x", country: "NO" },
  });
});

test("a later generation tells its number in the certificate and in the bundle, so that a picker's two don't look alike", async () => {
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

test("the certificate is for that request and as long as configured", async () => {
  const { cloud } = await make();
  expect(registered(cloud, "anna-phone-certificate").inputs).toEqual({
    zoneId: "zone",
    csr: "request of anna-phone-request",
    validityDays: 365,
  });
});

test("the password has 24 letters that every keyboard shows at once: more than 100 bits, no look-alikes", async () => {
  const { cloud } = await make();
  const { length, overrideSpecial, ...classes } = registered(cloud, "anna-phone-password").inputs;
  expect(classes).toEqual({ lower: false, upper: false, numeric: false, special: true });
  const letters = String(overrideSpecial);
  expect(letters).toMatch(/^[a-z]+$/);
  expect(letters).not.toMatch(/[ilo]|(.).*\1/);
  expect(Number(length) * Math.log2(letters.length)).toBeGreaterThan(100);
});

describe("the bundle's command", () => {
  test("gets key and certificate by stdin and the password by environment, as secrets", async () => {
    const { cloud } = await make();
    const { inputs, secretInputs } = registered(cloud, "anna-phone-bundle");
    expect(inputs["stdin"]).toBe("PKCS#8 of anna-phone-keycertificate of anna-phone-certificate");
    expect(environment(cloud)).toEqual({
      BUNDLE_ENCRYPTION: "compatible",
      BUNDLE_PASSWORD: "password of anna-phone-password",
      DEVICE: "anna-phone",
      FILE: "bundles/test/anna-phone.p12",
      OWNER: "ha.example.com",
    });
    expect(secretInputs).toEqual(expect.arrayContaining(["stdin", "environment"]));
  });

  test("has nothing of the configuration in its text", async () => {
    const { cloud } = await make();
    const other = await make({
      held: { ...held, device: "$(x)" },
      organization: "`x`",
      bundleDirectory: "; x",
    });
    for (const input of ["create", "delete"]) {
      expect(registered(other.cloud, "anna-phone-bundle").inputs[input]).toBe(
        registered(cloud, "anna-phone-bundle").inputs[input],
      );
    }
  });

  test("is not made anew by a change: a replacement would delete the new file with the old resource", async () => {
    const { cloud } = await make();
    const { inputs, replaceOnChanges } = registered(cloud, "anna-phone-bundle");
    expect(Object.keys(inputs).sort()).toEqual(["create", "delete", "environment", "logging", "stdin"]);
    // The provider's SDK names triggers itself, and there are none.
    expect(replaceOnChanges).toEqual(["triggers[*]"]);
  });

  test("prints nothing on the terminal and nothing in clear into the state", async () => {
    const { cloud } = await make();
    const { inputs, additionalSecretOutputs } = registered(cloud, "anna-phone-bundle");
    expect(inputs["logging"]).toBe("none");
    expect([...additionalSecretOutputs].sort()).toEqual(["stderr", "stdout"]);
  });
});

test("bundle and password are secrets, the pin and the certificate are not", async () => {
  const { device } = await make();
  expect(await unwrap(device.bundle!)).toEqual({ value: "QlVORExF", secret: true });
  expect(await unwrap(device.password!)).toEqual({ value: "password of anna-phone-password", secret: true });
  expect(await unwrap(device.pin)).toEqual({ value: pinOf("anna-phone-certificate"), secret: false });
  expect((await unwrap(device.certificate)).secret).toBe(false);
  expect(device.bundlePath).toBe("bundles/test/anna-phone.p12");
  expect(device.certificateFile).toBeUndefined();
});

test("an Apple profile is written beside the bundle, without the password", async () => {
  const { cloud } = await make({ profileHostname: "ha.example.com" });
  expect(environment(cloud)["PROFILE_HEAD"]).toContain("<string>anna-phone for ha.example.com</string>");
  expect(environment(cloud)["PROFILE_TAIL"]).not.toContain("password of");
});

test("the password is in the profile only where the owner asked for it, and then a secret", async () => {
  const { cloud } = await make({
    profileHostname: "ha.example.com",
    held: { ...held, profilePassword: true },
  });
  expect(environment(cloud)["PROFILE_TAIL"]).toContain("<string>password of anna-phone-password</string>");
  expect(registered(cloud, "anna-phone-bundle").secretInputs).toContain("environment");
});

describe("a device that keeps its key", () => {
  test("has its request signed, and a certificate file instead of key, password and bundle", async () => {
    const { cloud, device } = await make({
      csr: "its own request",
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
    "keeps %s as it is, whatever its successor is configured to be",
    async (name) => {
      const { cloud } = await make({ held: previous });
      const { inputs, ignoreChanges } = registered(cloud, name);
      const decisive = Object.keys(inputs).filter((input) => input !== "zoneId");
      expect(ignoreChanges).toEqual(expect.arrayContaining(decisive));
    },
  );

  test("an ordinary one follows the configuration, but for the name under which it is listed", async () => {
    const { cloud } = await make();
    expect(cloud.registrations.flatMap(({ ignoreChanges }) => ignoreChanges)).toEqual([
      "subject.commonName",
      "environment.DEVICE",
    ]);
  });
});

test("all children wait for what the device waits for", async () => {
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
