import { appleProfile, type ProfileArgs } from "../../../domain/guides/apple-profile.ts";
import { parsePlist, type Plist } from "../parse-plist.ts";

const args: ProfileArgs = {
  device: "anna-phone",
  hostname: "ha.example.com",
  organization: "Home",
  password: undefined,
};

/** The profile as a device reads it, around a bundle of three bytes. */
function read(part: Partial<ProfileArgs> = {}): Record<string, Plist> {
  const { head, tail } = appleProfile({ ...args, ...part });
  return parsePlist(`${head}QUJD${tail}`) as Record<string, Plist>;
}

function payload(part: Partial<ProfileArgs> = {}): Record<string, Plist> {
  const content = read(part)["PayloadContent"] as Record<string, Plist>[];
  expect(content).toHaveLength(1);
  return content[0]!;
}

test("the profile is a configuration profile with the bundle as its only payload", () => {
  expect(read()).toMatchObject({
    PayloadType: "Configuration",
    PayloadVersion: 1,
    PayloadIdentifier: "com.example.ha.anna-phone",
    PayloadDisplayName: "anna-phone for ha.example.com",
    PayloadOrganization: "Home",
  });
  expect(payload()).toMatchObject({
    PayloadType: "com.apple.security.pkcs12",
    PayloadVersion: 1,
    PayloadIdentifier: "com.example.ha.anna-phone.identity",
    PayloadCertificateFileName: "anna-phone.p12",
    PayloadContent: "QUJD",
  });
});

const uuid = /^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-8[0-9A-F]{3}-[0-9A-F]{12}$/;

test("profile and payload have well-formed, different UUIDs", () => {
  expect(read()["PayloadUUID"]).toMatch(uuid);
  expect(payload()["PayloadUUID"]).toMatch(uuid);
  expect(payload()["PayloadUUID"]).not.toBe(read()["PayloadUUID"]);
});

test("a new profile replaces the old one on the device: its identifier and UUID are the same", () => {
  const next = read({ password: "other", organization: "Another" });
  expect(next["PayloadUUID"]).toBe(read()["PayloadUUID"]);
  expect(next["PayloadIdentifier"]).toBe(read()["PayloadIdentifier"]);
});

test("another device or another hostname gets another profile", () => {
  const uuids = [{}, { device: "ben-phone" }, { hostname: "ha.example.org" }].map(
    (part) => read(part)["PayloadUUID"],
  );
  expect(new Set(uuids).size).toBe(3);
});

test("the profile contains the password only if it was given", () => {
  expect(payload()).not.toHaveProperty("Password");
  expect(payload({ password: "correct horse" })["Password"]).toBe("correct horse");
});

test("no text can break out of its XML element", () => {
  const nasty = `</string><key>x</key> & "quotes" 'too' ]]> ü 🏠`;
  expect(read({ organization: nasty })["PayloadOrganization"]).toBe(nasty);
  expect(payload({ password: nasty })["Password"]).toBe(nasty);
  expect(Object.keys(read({ organization: nasty }))).toEqual(Object.keys(read()));
});
