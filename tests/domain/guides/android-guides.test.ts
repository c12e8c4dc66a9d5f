import { androidGuide, wearOsGuide } from "../../../domain/guides/android-guides.ts";
import { subject, textOf } from "./subject.ts";

test.each([
  ["that Android needs a screen lock", "needs a screen lock: a PIN, a pattern or a password"],
  ["which kind of certificate", "VPN & app user certificate"],
  ["the name with its generation", "Keep the name anna-phone.2"],
  ["how to make the app forget a wrong choice", "clear the app's data"],
  [
    "what to do about “Unable to connect”, and up to which version of the app",
    "tap “Retry”, once or twice. Versions of the app from September 2026",
  ],
])("Android's guide says %s", (_what, words) => {
  expect(textOf("android")).toContain(words);
});

test("Android's guide mentions the screen lock before the file is opened", () => {
  const [part] = androidGuide(subject).parts;
  expect(part?.steps[0]).toContain("screen lock");
});

test("a watch's onboarding page is opened on the phone that the watch is paired with", () => {
  const { openOn, parts } = wearOsGuide(subject);
  expect(openOn).toBe("the phone that anna-phone is paired with");
  expect(parts.map(({ heading }) => heading)).toEqual(["On the phone that the watch is paired with"]);
});
