import type { Platform } from "../configuration/home-settings.ts";
import { androidGuide, wearOsGuide } from "./android-guides.ts";
import { iosGuide, macosGuide } from "./apple-guides.ts";
import { linuxGuide, otherGuide, windowsGuide } from "./desktop-guides.ts";
import type { Guide, GuideSubject } from "./guide.ts";

/** What to do on each platform, in the words of its own screens. */
export const platformGuides: Readonly<Record<Platform, (subject: GuideSubject) => Guide>> = {
  android: androidGuide,
  "wear-os": wearOsGuide,
  ios: iosGuide,
  macos: macosGuide,
  windows: windowsGuide,
  linux: linuxGuide,
  other: otherGuide,
};
