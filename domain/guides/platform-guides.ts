import type { Guide, GuidePart, GuideSubject } from "./guide.ts";
import type { Platform } from "../configuration/home-settings.ts";

/** What to do on each platform, in the words of its own screens. */
export const platformGuides: Readonly<Record<Platform, (subject: GuideSubject) => Guide>> = {
  android: ({ device, fileName, hostname }) => ({
    title: "Android phone or tablet",
    parts: [
      {
        heading: "Install the certificate",
        file: "p12",
        steps: [
          `Open the downloaded ${fileName}.p12 and type its password.`,
          "When Android asks what it is for, choose “VPN & app user certificate”. Apps can't see a “Wi-Fi certificate”.",
          `Keep the name ${device} and confirm.`,
        ],
      },
      {
        heading: "Open Home Assistant",
        file: undefined,
        steps: [
          `In the Home Assistant app, type the address https://${hostname}.`,
          `When the app asks for a certificate, choose ${device} and “Select”. Chrome asks in the same way.`,
        ],
      },
    ],
    notes: [
      "If the file does not open: “Settings” → “Security & privacy” → “Encryption & credentials” → “Install a certificate” → “VPN & app user certificate”. The search field of “Settings” finds it under “certificate”.",
      "If the app does not ask: install the certificate first, then clear the app's data (“App info” → “Storage” → “Clear data”) and open it again. It remembers a wrong or refused choice.",
    ],
  }),
  "wear-os": ({ device, fileName, hostname }) => ({
    title: "Wear OS watch",
    parts: [
      {
        heading: "On the phone that the watch is paired with",
        file: "p12",
        steps: [
          `Download ${fileName}.p12 and leave it in “Downloads”: do not install it on the phone.`,
          "Open Home Assistant on the watch and let it go on with the phone.",
          `On the phone, type the address https://${hostname}. When it asks for a certificate, choose ${fileName}.p12 and type its password.`,
        ],
      },
    ],
    notes: [
      `To give the watch another certificate, log out in its app and begin again. Its certificate, ${device}, is not the phone's.`,
      "A red cross or “Could not register watch” means that the watch could not read the file: it needs bundleEncryption: compatible.",
    ],
  }),
  ios: ({ device, fileName, hostname }) => ({
    title: "iPhone or iPad",
    choice: appOrBrowser("Safari"),
    parts: [appleApp({ device, fileName, hostname }, "2026.4"), ...iosSafari({ device, fileName, hostname })],
    notes: [
      "An Apple Watch gets the certificate from the app on its iPhone.",
      "“Not signed” beside the profile is expected: it comes from your own stack, not from a company.",
    ],
  }),
  macos: ({ device, fileName, hostname }) => ({
    title: "Mac",
    choice: appOrBrowser("the browsers"),
    parts: [
      {
        heading: "Safari, Chrome and Edge",
        file: "mobileconfig",
        steps: [
          `Open the downloaded ${fileName}.mobileconfig.`,
          "In “System Settings” → “General” → “Device Management”, double-click the profile, choose “Install” and type the password.",
          `Open https://${hostname} and choose ${device}. When macOS asks for the key, type your login password and choose “Always Allow”.`,
        ],
      },
      appleApp({ device, fileName, hostname }, "2026.4"),
    ],
    notes: [
      `Without the profile: open ${fileName}.p12 with Keychain Access and add it to the “login” keychain.`,
      `Firefox reads the same keychain. If it does not: “Settings” → “Privacy & Security” → “View Certificates” → “Your Certificates” → “Import”.`,
    ],
  }),
  windows: ({ device, fileName, hostname }) => ({
    title: "Windows",
    parts: [
      {
        heading: "Install the certificate",
        file: "p12",
        steps: [
          `Double-click ${fileName}.p12, choose “Current User” and “Next” until it asks for the password.`,
          "Type the password, leave the store to “Automatically select”, then “Finish”.",
          `Close the browser completely, open https://${hostname} and choose ${device}. Edge, Chrome and Firefox all ask.`,
        ],
      },
    ],
    notes: [
      "To see or remove it: run certmgr.msc and look into “Personal” → “Certificates”.",
      "If Edge or Chrome does not ask, close all its windows, also in the background, and try a private window.",
    ],
  }),
  linux: ({ device, fileName, hostname }) => ({
    title: "Linux",
    parts: [
      {
        heading: "Firefox",
        file: "p12",
        steps: [
          "“Settings” → “Privacy & Security” → “View Certificates” → “Your Certificates” → “Import”.",
          `Choose ${fileName}.p12, type its password, open https://${hostname} and choose ${device}.`,
        ],
      },
      {
        heading: "Chrome and Chromium",
        file: undefined,
        steps: [
          "Open chrome://certificate-manager, go to “Your certificates” and choose “Import”.",
          `Or in a terminal: pk12util -d sql:$HOME/.pki/nssdb -i ${fileName}.p12 (package libnss3-tools).`,
        ],
      },
    ],
    notes: [
      "Browsers from Flatpak or Snap have a certificate store of their own: import it inside the browser.",
    ],
  }),
  other: ({ device, fileName, hostname }) => ({
    title: "Any other device",
    parts: [
      {
        heading: "Install the certificate",
        file: "p12",
        steps: [
          `Import ${fileName}.p12 as a personal (client) certificate, in the system's settings or the browser's. It asks for the password.`,
          `Open https://${hostname} and choose ${device} when asked for a certificate.`,
        ],
      },
    ],
    notes: [
      "Say what the device is (platform: android, ios, macos, windows, linux or wear-os) to get its own guide.",
      "“Wrong password” although it is right: the device can't read the file's encryption. Set bundleEncryption: compatible.",
    ],
  }),
};

function appOrBrowser(browser: string): string {
  return `The Home Assistant app and ${browser} keep certificates apart: do the part of what you use, or both.`;
}

/** https://github.com/home-assistant/iOS/pull/4453: the app keeps client certificates in a keychain of its own. */
function appleApp({ fileName, hostname }: GuideSubject, since: string): GuidePart {
  return {
    heading: "Home Assistant app",
    file: "p12",
    steps: [
      `You need version ${since} or later. Save ${fileName}.p12 to “Files” (“Downloads”), do not open it.`,
      `New in the app: type the address https://${hostname}; it asks for the certificate.`,
      "Already in the app: “Settings” → “Companion app” → your server → “Client Certificate”.",
      `Choose ${fileName}.p12 and type its password.`,
    ],
  };
}

/** https://developer.apple.com/documentation/devicemanagement/certificatepkcs12 */
function iosSafari({ device, fileName, hostname }: GuideSubject): GuidePart[] {
  return [
    {
      heading: "Safari",
      file: "mobileconfig",
      steps: [
        `Download ${fileName}.mobileconfig with Safari and choose “Allow”.`,
        "“Settings” → “Profile Downloaded” → “Install”. It asks for the iPhone's passcode, then for the password.",
        `Open https://${hostname} in Safari and choose ${device} if it asks.`,
      ],
    },
  ];
}
