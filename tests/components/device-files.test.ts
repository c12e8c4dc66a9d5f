import { Device, type DeviceArgs } from "../../components/device.ts";
import { type MockedCloud, mockCloud, registered, run } from "./support/mocked-cloud.ts";
import { args, held, homeOf } from "./support/one-device.ts";

async function make(part: Partial<DeviceArgs> = {}): Promise<{ cloud: MockedCloud }> {
  const cloud = await mockCloud();
  await run(() => new Device("anna-phone", { ...args, ...part }));
  return { cloud };
}

function environment(cloud: MockedCloud): Record<string, string> {
  return registered(cloud, "anna-phone-bundle").inputs["environment"] as Record<string, string>;
}

describe("the bundle's command", () => {
  test("gets key and certificate by stdin and the password by the environment, as secrets", async () => {
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

  test("has no part of the configuration in its text", async () => {
    const { cloud } = await make();
    const other = await make({
      held: { ...held, device: "$(x)" },
      home: { ...homeOf("`x`"), bundleDirectory: "; x" },
    });
    for (const input of ["create", "delete"]) {
      expect(registered(other.cloud, "anna-phone-bundle").inputs[input]).toBe(
        registered(cloud, "anna-phone-bundle").inputs[input],
      );
    }
  });

  test("is never replaced by a change: deleting the old resource would remove the new file", async () => {
    const { cloud } = await make();
    const { inputs, replaceOnChanges } = registered(cloud, "anna-phone-bundle");
    expect(Object.keys(inputs).sort()).toEqual(["create", "delete", "environment", "logging", "stdin"]);
    // The provider's SDK adds triggers by itself; there are none.
    expect(replaceOnChanges).toEqual(["triggers[*]"]);
  });

  test("shows nothing on the terminal and nothing in clear in the state", async () => {
    const { cloud } = await make();
    const { inputs, additionalSecretOutputs } = registered(cloud, "anna-phone-bundle");
    expect(inputs["logging"]).toBe("none");
    expect([...additionalSecretOutputs].sort()).toEqual(["stderr", "stdout"]);
  });
});

test("an Apple profile is written beside the bundle, without the password", async () => {
  const { cloud } = await make({ held: { ...held, platform: "ios" } });
  expect(environment(cloud)["PROFILE_HEAD"]).toContain("<string>anna-phone for ha.example.com</string>");
  expect(environment(cloud)["PROFILE_TAIL"]).not.toContain("password of");
});

test("the profile contains the password only if the owner wants it, and is then a secret", async () => {
  const { cloud } = await make({
    held: { ...held, platform: "ios", profilePassword: true },
  });
  expect(environment(cloud)["PROFILE_TAIL"]).toContain("<string>password of anna-phone-password</string>");
  expect(registered(cloud, "anna-phone-bundle").secretInputs).toContain("environment");
});

test("the certificate of a device that keeps its key is written by a command that is never replaced, either", async () => {
  const { cloud } = await make({
    requests: { "anna-phone": "its own request" },
    held: { ...held, csr: "server.csr.pem" },
  });
  const { inputs, replaceOnChanges } = registered(cloud, "anna-phone-certificate-file");
  expect(inputs).toEqual({
    create: "sh ./hooks/write-certificate.sh",
    delete: "sh ./hooks/remove-files.sh",
    stdin: "certificate of anna-phone-certificate",
    environment: { FILE: "bundles/test/anna-phone.pem", OWNER: "ha.example.com" },
    logging: "stderr",
  });
  expect(replaceOnChanges).toEqual(["triggers[*]"]);
});
