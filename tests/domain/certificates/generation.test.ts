import {
  certificateName,
  commonName,
  namesOneOf,
  readCertificateName,
} from "../../../domain/certificates/generation.ts";

test.each([
  [1, "anna-phone"],
  [2, "anna-phone.2"],
  [12, "anna-phone.12"],
])("generation %d is called %s, in files and in lists, and read as what it is", (generation, name) => {
  const one = { device: "anna-phone", generation };
  expect(certificateName(one)).toBe(name);
  expect(commonName(one)).toBe(name);
  expect(readCertificateName(name)).toEqual(one);
});

test("a device's name that leaves no room for the generation stands alone: a common name has 64 characters", () => {
  const device = "a".repeat(63);
  expect(commonName({ device, generation: 2 })).toBe(device);
  expect(commonName({ device: "a".repeat(62), generation: 2 })).toHaveLength(64);
});

test("a certificate is a device's in every generation, and of no other device", () => {
  const devices = [{ name: "anna-phone" }];
  expect(["anna-phone", "anna-phone.2"].map((name) => namesOneOf(name, devices))).toEqual([true, true]);
  expect(["anna", "anna-phone.x", "anna-phone.2.3", ""].some((name) => namesOneOf(name, devices))).toBe(
    false,
  );
});
