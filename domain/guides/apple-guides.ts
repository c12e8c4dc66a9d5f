import { type Guide, type GuidePart, type GuideSubject, insecureDownload } from "./guide.ts";

export function iosGuide(subject: GuideSubject): Guide {
  return {
    title: "iPhone or iPad",
    openOn: subject.device,
    computer: false,
    choice: appOrBrowser("Safari"),
    parts: [companionApp(subject), safari(subject)],
    notes: [
      // https://github.com/home-assistant/iOS/pull/4753
      "An Apple Watch gets the certificate from the app on its iPhone, which keeps the file and its password for that purpose.",
      "“Unable to connect” in the app: check that its server has a certificate under “Client Certificate”, and that the app is up to date.",
      "“Not signed” next to the profile is expected: it comes from your own house, not from a company.",
    ],
    ownerNotes: ["Versions of the app before 2026.8 can't connect if minTlsVersion is 1.3."],
  };
}

export function macosGuide(subject: GuideSubject): Guide {
  const { device, certificateName, fileName, hostname } = subject;
  return {
    title: "Mac",
    openOn: device,
    computer: true,
    choice: appOrBrowser("the browsers"),
    parts: [
      {
        heading: "Safari, Chrome and Edge",
        file: "mobileconfig",
        steps: [
          `Open the downloaded ${fileName}.mobileconfig.`,
          "In “System Settings” → “General” → “Device Management”, double-click the profile, choose “Install” and type the password.",
          `Open https://${hostname} and choose ${certificateName}. When macOS asks for the key, type your login password and choose “Always Allow”.`,
        ],
      },
      companionApp(subject),
    ],
    notes: [
      `Instead of the profile, you can open ${fileName}.p12 with Keychain Access and add it to the “login” keychain.`,
      "Firefox reads the same keychain. If it does not, go to “Settings” → “Privacy & Security” → “View Certificates” → “Your Certificates” → “Import”.",
      insecureDownload,
    ],
  };
}

function appOrBrowser(browser: string): string {
  return `The Home Assistant app and ${browser} store certificates separately: follow the part for the one you use, or both.`;
}

/** The app stores client certificates in its own keychain: https://github.com/home-assistant/iOS/pull/4453. */
function companionApp({ fileName, hostname }: GuideSubject): GuidePart {
  return {
    heading: "Home Assistant app",
    file: "p12",
    steps: [
      `You need version 2026.4 or later. Save ${fileName}.p12 to “Files” (“Downloads”), but do not open it.`,
      `If the app is not set up yet, type the address https://${hostname}, and it asks for the certificate. If it is, go to “Settings” → “Companion app” → your server → “Client Certificate”.`,
      `Choose ${fileName}.p12 and type its password.`,
    ],
  };
}

/** https://developer.apple.com/documentation/devicemanagement/certificatepkcs12 */
function safari({ certificateName, fileName, hostname }: GuideSubject): GuidePart {
  return {
    heading: "Safari",
    file: "mobileconfig",
    steps: [
      `Download ${fileName}.mobileconfig with Safari and choose “Allow”.`,
      "Go to “Settings” → “Profile Downloaded” → “Install”. It asks for the iPhone's passcode, then for the password.",
      `Open https://${hostname} in Safari and choose ${certificateName} if it asks.`,
    ],
  };
}
