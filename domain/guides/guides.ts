import type { Guide, GuideFile, GuideSubject } from "./guide.ts";
import type { Platform } from "../configuration/home-settings.ts";
import { platformGuides } from "./platform-guides.ts";

/** The guide of a platform for one device. */
export function guideFor(platform: Platform, subject: GuideSubject): Guide {
  const guide = platformGuides[platform](subject);
  return { ...guide, notes: [...guide.notes, ...commonNotes(subject)] };
}

/** Names of the files that the guide needs. */
export function guideFiles(guide: Guide): GuideFile[] {
  return guide.parts.flatMap(({ file }) => file ?? []);
}

/** The guide as lines for a terminal. */
export function guideText(guide: Guide, { fileName }: GuideSubject): string {
  const parts = guide.parts.map(({ heading, file, steps }) =>
    [
      file === undefined ? heading : `${heading}  (${fileName}.${file})`,
      ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    ].join("\n"),
  );
  const opening = [guide.title, guide.choice ?? []].flat().join("\n");
  const notes = [...guide.notes, ...guide.ownerNotes].map((note) => `- ${note}`);
  return [opening, ...parts, notes.join("\n")].join("\n\n");
}

/** What holds on every platform. The second one is the page that Cloudflare shows for a blocked request. */
function commonNotes({ hostname }: GuideSubject): string[] {
  return [
    "When it works, delete the downloaded file: the device keeps a copy of its own.",
    `“Sorry, you have been blocked” at ${hostname} means that no certificate was shown, or one that is no longer valid. Close the browser or the app completely, open it again and choose the certificate. If it worked until now, ask whoever runs the house for a new one.`,
    "The certificate is for this one device: never give the file or the password to another.",
  ];
}
