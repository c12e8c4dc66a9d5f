import { guideFiles, guideFor } from "../../../domain/guides/guides.ts";
import { Platform } from "../../../domain/configuration/home-settings.ts";
import { subject, textOf } from "./subject.ts";

const platforms = Object.values(Platform);

test.each(platforms)(
  "the guide for %s names the file and the address, explains a blocked page, and has the file deleted afterwards",
  (platform) => {
    expect(guideFiles(guideFor(platform, subject))).toContain("p12");
    expect(textOf(platform)).toContain("anna-phone.2.p12");
    expect(textOf(platform)).toContain("https://ha.example.com");
    expect(textOf(platform)).toContain("“Sorry, you have been blocked” at ha.example.com means");
    expect(textOf(platform)).toContain("delete the downloaded file");
  },
);

test("only Apple's systems get a profile in addition to the bundle", () => {
  const withProfile = platforms.filter((platform) =>
    guideFiles(guideFor(platform, subject)).includes("mobileconfig"),
  );
  expect(withProfile).toEqual(["ios", "macos"]);
});

test("no guide offers the same file twice", () => {
  for (const platform of platforms) {
    const files = guideFiles(guideFor(platform, subject));
    expect(new Set(files).size).toBe(files.length);
  }
});

test.each(platforms)("the guide for %s shows the holder of a device no terms of the stack", (platform) => {
  const { title, choice = "", openOn, parts, notes } = guideFor(platform, subject);
  const shown = [
    title,
    choice,
    openOn,
    ...parts.flatMap(({ heading, steps }) => [heading, ...steps]),
    ...notes,
  ];
  expect(shown.join("\n")).not.toMatch(/\bstack\b|\b403\b|bundleEncryption|minTlsVersion|platform:|npm run/);
});
