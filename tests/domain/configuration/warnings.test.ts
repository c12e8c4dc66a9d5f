import type { Problem } from "../../../domain/errors.ts";
import { describeWarnings } from "../../../domain/configuration/warnings.ts";
import { soundHome } from "../sound-home.ts";

function warnings(values: Readonly<Record<string, unknown>>): Problem[] {
  return describeWarnings(soundHome(values));
}

test("an ordinary home causes no warning", () => {
  expect(warnings({})).toEqual([]);
  expect(warnings({ hostname: "example.com" })).toEqual([]);
});

test("a hostname two labels deep is warned about: Universal SSL does not cover it", () => {
  expect(warnings({ hostname: "ha.home.example.com" })).toMatchObject([
    {
      where: "ha.home.example.com",
      what: "is 2 labels below example.com; Universal SSL covers one",
      fix: expect.stringContaining("Choose a name such as ha-home.example.com,") as string,
    },
  ]);
});

test("depth is counted from the zone, even if that is a subdomain itself", () => {
  expect(warnings({ zone: "home.example.com", hostname: "ha.home.example.com" })).toEqual([]);
});

test("the warning about too many certificates names both numbers", () => {
  const devices = Array.from({ length: 51 }, (_, index) => ({
    name: `device-${index}`,
    generation: 2,
    keepPrevious: true,
  }));
  expect(warnings({ devices })).toMatchObject([
    { code: "too-many-devices", what: "need 102 certificates; a zone can have 100 active ones by default" },
  ]);
});

test("a lane is warned about with what becomes public, for whom, and why", () => {
  const lanes = [{ preset: "alexa", reason: "Alexa" }];
  expect(warnings({ lanes }).map(({ what }) => what)).toEqual([
    "ha.example.com: anybody may reach /api/alexa/smart_home, /auth/token without a certificate, because: Alexa",
  ]);
});

test("a single webhook by its exact path is not warned about", () => {
  expect(warnings({ lanes: [{ webhook: "abc", reason: "the doorbell calls" }] })).toEqual([]);
});

describe("a modern bundle", () => {
  test.each([
    ["android", "Android up to 13"],
    ["wear-os", "many watches"],
    ["ios", "iOS up to 17"],
    ["macos", "macOS up to 14"],
  ])("on %s is warned about, naming what can't read it: %s", (platform, who) => {
    const devices = [{ name: "anna", platform, bundleEncryption: "modern" }];
    expect(warnings({ devices })).toMatchObject([
      { code: "unreadable-bundle", where: "anna", what: expect.stringContaining(who) as string },
    ]);
  });

  test("is not warned about where it can be read, or where the platform overrides it", () => {
    expect(warnings({ devices: [{ name: "pc", platform: "windows", bundleEncryption: "modern" }] })).toEqual(
      [],
    );
    expect(
      warnings({ bundleEncryption: "modern", devices: [{ name: "anna", platform: "android" }] }),
    ).toEqual([]);
  });
});

test("requiring TLS 1.3 is warned about when there is an iPhone, whose app can't connect before 2026.8", () => {
  const home = (platform: string, minTlsVersion: string) =>
    warnings({ devices: [{ name: "anna", platform }], zoneSettings: { minTlsVersion } });
  expect(home("ios", "1.3")).toMatchObject([
    {
      code: "old-app",
      where: "zoneSettings.minTlsVersion",
      what: "is 1.3, with which the iPhone app can't connect before version 2026.8 (anna)",
    },
  ]);
  expect([...home("android", "1.3"), ...home("ios", "1.2")]).toEqual([]);
});
