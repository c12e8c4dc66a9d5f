import { guideFiles, guideFor, guideText } from "../../../domain/guides/guides.ts";
import { Platform } from "../../../domain/configuration/home-settings.ts";

const subject = { device: "anna-phone", fileName: "anna-phone.2", hostname: "ha.example.com" };
const platforms = Object.values(Platform);

const textOf = (platform: Platform) => guideText(guideFor(platform, subject), subject);

test.each(platforms)(
  "the guide for %s names the file, where to go, and that the file can be deleted",
  (platform) => {
    expect(guideFiles(guideFor(platform, subject))).toContain("p12");
    expect(textOf(platform)).toContain("anna-phone.2.p12");
    expect(textOf(platform)).toContain("https://ha.example.com");
    expect(textOf(platform)).toContain("delete the downloaded file");
  },
);

test.each([
  ["android", "VPN & app user certificate"],
  ["android", "clear the app's data"],
  ["wear-os", "On the phone that the watch is paired with"],
  ["ios", "“Client Certificate”"],
  ["ios", "“Profile Downloaded”"],
  ["macos", "Keychain Access"],
  ["windows", "certmgr.msc"],
  ["linux", "pk12util"],
] as const)("the guide for %s says: %s", (platform, words) => {
  expect(textOf(platform)).toContain(words);
});

test.each(["ios", "macos"] as const)(
  "the guide for %s says first that one part may be enough",
  (platform) => {
    expect(textOf(platform).split("\n")[1]).toMatch(
      /keep certificates apart: do the part of what you use, or both\.$/,
    );
  },
);

test("Apple's systems get the profile beside the bundle, nobody else does", () => {
  const withProfile = platforms.filter((platform) =>
    guideFiles(guideFor(platform, subject)).includes("mobileconfig"),
  );
  expect(withProfile).toEqual(["ios", "macos"]);
});

test("no guide needs a file twice: each can be downloaded once", () => {
  for (const platform of platforms) {
    const files = guideFiles(guideFor(platform, subject));
    expect(new Set(files).size).toBe(files.length);
  }
});
