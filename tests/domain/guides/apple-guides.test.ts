import { iosGuide, macosGuide } from "../../../domain/guides/apple-guides.ts";
import { subject, textOf } from "./subject.ts";

test.each([
  ["ios", "“Client Certificate”"],
  ["ios", "“Profile Downloaded”"],
  ["ios", "keeps the file and its password for that purpose"],
  ["ios", "before 2026.8 can't connect if minTlsVersion is 1.3"],
  ["macos", "Keychain Access"],
] as const)("the guide for %s says: %s", (platform, words) => {
  expect(textOf(platform)).toContain(words);
});

test.each(["ios", "macos"] as const)(
  "the guide for %s begins by saying which parts are needed",
  (platform) => {
    expect(textOf(platform).split("\n")[1]).toMatch(
      /store certificates separately: follow the part for the one you use, or both\.$/,
    );
  },
);

test("two alternatives are one step, not two in sequence", () => {
  for (const guide of [iosGuide(subject), macosGuide(subject)]) {
    const { steps = [] } = guide.parts.find(({ heading }) => heading === "Home Assistant app") ?? {};
    const ways = steps.filter((step) => /type the address|“Companion app”/.test(step));
    expect(ways).toEqual([expect.stringMatching(/^If the app is not set up yet, .* If it is, /)]);
  }
});
