import { iosGuide, macosGuide } from "../../../domain/guides/apple-guides.ts";
import { subject, textOf } from "./subject.ts";

test.each([
  ["ios", "“Client Certificate”"],
  ["ios", "“Profile Downloaded”"],
  ["ios", "keeps the file and its password to hand them on"],
  ["ios", "before 2026.8 can't connect where minTlsVersion is 1.3"],
  ["macos", "Keychain Access"],
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

test("ways of which one is taken are one step, not two in sequence", () => {
  for (const guide of [iosGuide(subject), macosGuide(subject)]) {
    const { steps = [] } = guide.parts.find(({ heading }) => heading === "Home Assistant app") ?? {};
    const ways = steps.filter((step) => /type the address|“Companion app”/.test(step));
    expect(ways).toEqual([expect.stringMatching(/^If the app does not know the house yet, .* If it does, /)]);
  }
});
