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
])("generation %d is named %s, in files and in lists, and that name is read back", (generation, name) => {
  const one = { device: "anna-phone", generation };
  expect(certificateName(one)).toBe(name);
  expect(commonName(one)).toBe(name);
  expect(readCertificateName(name)).toEqual(one);
});

test("a common name has no generation if there is no room for it in 64 characters", () => {
  const device = "a".repeat(63);
  expect(commonName({ device, generation: 2 })).toBe(device);
  expect(commonName({ device: "a".repeat(62), generation: 2 })).toHaveLength(64);
});

test("a common name is recognized as a device's in every generation, and no other name is", () => {
  const devices = [{ name: "anna-phone" }];
  expect(["anna-phone", "anna-phone.2"].map((name) => namesOneOf(name, devices))).toEqual([true, true]);
  expect(["anna", "anna-phone.x", "anna-phone.2.3", ""].some((name) => namesOneOf(name, devices))).toBe(
    false,
  );
});
