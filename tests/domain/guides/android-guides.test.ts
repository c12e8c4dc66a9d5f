import { androidGuide, wearOsGuide } from "../../../domain/guides/android-guides.ts";
import { subject, textOf } from "./subject.ts";

test.each([
  ["that Android wants a screen lock", "needs a screen lock: a PIN, a pattern or a password"],
  ["which kind of certificate", "VPN & app user certificate"],
  ["the name with its generation", "Keep the name anna-phone.2"],
  ["what a remembered choice needs", "clear the app's data"],
  [
    "what “Unable to connect” needs, and until when",
    "tap “Retry”, once or twice. Versions of the app from September 2026",
  ],
])("Android's guide says %s", (_what, words) => {
  expect(textOf("android")).toContain(words);
});

test("the screen lock comes before the file is opened", () => {
  const [part] = androidGuide(subject).parts;
  expect(part?.steps[0]).toContain("screen lock");
});

test("a watch's page is opened on the phone that it is paired with", () => {
  const { openOn, parts } = wearOsGuide(subject);
  expect(openOn).toBe("the phone that anna-phone is paired with");
  expect(parts.map(({ heading }) => heading)).toEqual(["On the phone that the watch is paired with"]);
});
