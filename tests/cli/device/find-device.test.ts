import { findDevice, guideSubject, subjectOf } from "../../../cli/device/find-device.ts";
import type { StackOutputs } from "../../../cli/stack.ts";
import { newIdentity } from "./new-identity.ts";

type DeviceOutput = StackOutputs["devices"][string];

const { certificate } = newIdentity("ecdsa-p256", "anna-phone.2");

function entry(device: string, generation: number, changes: Partial<DeviceOutput> = {}): DeviceOutput {
  return {
    ...{ device, generation, certificate, platform: "ios", pin: "0", expiresOn: "2030-01-01T00:00:00Z" },
    ...{ bundle: null, certificateFile: null, profilePassword: false, certificateId: "c" },
    ...changes,
  };
}

function outputsWith(devices: Readonly<Record<string, DeviceOutput>>): StackOutputs {
  const url = "https://ha.example.com";
  return { url, tunnelId: "", tunnelToken: "", devices, bundlePasswords: {}, bundles: {} };
}

const outputs = outputsWith({
  "anna-phone": entry("anna-phone", 1),
  "anna-phone.10": entry("anna-phone", 10),
  "anna-phone.9": entry("anna-phone", 9),
  laptop: entry("laptop", 1, { platform: "amiga" }),
});

test.each([
  ["anna-phone", "anna-phone.10"],
  ["anna-phone.1", "anna-phone"],
  ["anna-phone.9", "anna-phone.9"],
])("%s is the certificate %s", (name, logicalName) => {
  expect(findDevice(outputs, name)).toMatchObject({ logicalName, hostname: "ha.example.com" });
});

test("a platform that this program does not know gets the general guide", () => {
  expect(findDevice(outputs, "laptop").knownPlatform).toBe("other");
  expect(findDevice(outputs, "anna-phone").knownPlatform).toBe("ios");
});

test("an unknown device or generation is refused with the devices of the stack, each once", () => {
  for (const name of ["bob", "anna-phone.3"]) {
    expect(() => findDevice(outputs, name)).toThrow(
      `"${name}" is not a device of this stack [unknown-device]\n  Its devices: anna-phone, laptop`,
    );
  }
});

test("a stack without devices says how to add one", () => {
  expect(() => findDevice(outputsWith({}), "bob")).toThrow("Add one to devices, then: npx pulumi up");
});

test("a guide names the certificate as devices list it, by its common name", () => {
  const found = findDevice(outputs, "anna-phone");
  expect(subjectOf(found)).toEqual({ commonName: "anna-phone.2", organization: "Home" });
  expect(guideSubject(found)).toEqual({
    device: "anna-phone",
    certificateName: "anna-phone.2",
    fileName: "anna-phone.10",
    hostname: "ha.example.com",
  });
});
