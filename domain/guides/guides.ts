import type { Platform } from "../configuration/home-settings.ts";
import { androidGuide, wearOsGuide } from "./android-guides.ts";
import { iosGuide, macosGuide } from "./apple-guides.ts";
import { linuxGuide, otherGuide, windowsGuide } from "./desktop-guides.ts";
import type { Guide, GuideFile, GuideSubject } from "./guide.ts";

const platformGuides: Readonly<Record<Platform, (subject: GuideSubject) => Guide>> = {
  android: androidGuide,
  "wear-os": wearOsGuide,
  ios: iosGuide,
  macos: macosGuide,
  windows: windowsGuide,
  linux: linuxGuide,
  other: otherGuide,
};

/** Returns the guide of a platform for one device. */
export function guideFor(platform: Platform, subject: GuideSubject): Guide {
  const guide = platformGuides[platform](subject);
  return { ...guide, notes: [...guide.notes, ...commonNotes(subject)] };
}

/** Returns the kinds of file that the guide needs. */
export function guideFiles(guide: Guide): GuideFile[] {
  return guide.parts.flatMap(({ file }) => file ?? []);
}

/** Formats the guide for a terminal. */
export function guideText(guide: Guide, { fileName }: GuideSubject): string {
  const parts = guide.parts.map(({ heading, file, steps }) =>
    [
      file === undefined ? heading : `${heading}  (${fileName}.${file})`,
      ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    ].join("\n"),
  );
  const opening = [guide.title, guide.choice ?? []].flat().join("\n");
  const notes = [...guide.notes, ...(guide.ownerNotes ?? [])].map((note) => `- ${note}`);
  return [opening, ...parts, notes.join("\n")].join("\n\n");
}

/** The notes for every platform. The second one quotes the page that Cloudflare shows for a blocked request. */
function commonNotes({ hostname }: GuideSubject): string[] {
  return [
    "When it works, delete the downloaded file: the device keeps its own copy.",
    `“Sorry, you have been blocked” at ${hostname} means that the device sent no certificate, or one that is no longer valid. Close the browser or the app completely, open it again and choose the certificate. If it worked until now, ask whoever runs the house for a new one.`,
    "The certificate is for this device only: never give the file or the password to anyone else.",
  ];
}
