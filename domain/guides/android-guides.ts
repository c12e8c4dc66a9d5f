import { type Guide, type GuideSubject, insecureDownload } from "./guide.ts";

/**
 * Android up to 10 requires a screen lock, and some newer devices do:
 * https://android.googlesource.com/platform/packages/apps/Settings/+/refs/heads/android10-release/src/com/android/settings/security/CredentialStorage.java
 * What the app remembers, and when it needs a retry: https://github.com/home-assistant/android/pull/7284,
 * https://github.com/home-assistant/android/pull/7381
 */
export function androidGuide({ device, certificateName, fileName, hostname }: GuideSubject): Guide {
  return {
    title: "Android phone or tablet",
    openOn: device,
    computer: false,
    parts: [
      {
        heading: "Install the certificate",
        file: "p12",
        steps: [
          "The device needs a screen lock: a PIN, a pattern or a password. Without one Android may refuse the certificate, or ask you to set one up first.",
          `Open the downloaded ${fileName}.p12 and type its password.`,
          "When Android asks what it is for, choose “VPN & app user certificate”. Apps can't use a “Wi-Fi certificate”.",
          `Keep the name ${certificateName} and confirm.`,
        ],
      },
      {
        heading: "Open Home Assistant",
        steps: [
          `In the Home Assistant app, type the address https://${hostname}.`,
          `When the app asks for a certificate, choose ${certificateName}, then “Select”. Chrome asks in the same way.`,
        ],
      },
    ],
    notes: [
      "If the file does not open, go to “Settings” → “Security & privacy” → “Encryption & credentials” → “Install a certificate” → “VPN & app user certificate”. You can also search the settings for “certificate”.",
      "“Unable to connect” after the app was closed for a while: tap “Retry”, once or twice. Versions of the app from September 2026 on do not need this.",
      "If the app does not ask for the certificate, it remembers a wrong or cancelled choice, even after a restart. Install the certificate first, then clear the app's data (“App info” → “Storage” → “Clear data”) and open it again.",
      insecureDownload,
    ],
  };
}

/** https://github.com/home-assistant/android/pull/3924 */
export function wearOsGuide({ device, fileName, hostname }: GuideSubject): Guide {
  return {
    title: "Wear OS watch",
    openOn: `the phone that ${device} is paired with`,
    computer: false,
    parts: [
      {
        heading: "On the phone that the watch is paired with",
        file: "p12",
        steps: [
          `Download ${fileName}.p12 and leave it in “Downloads”. Do not install it on the phone.`,
          "Open Home Assistant on the watch and continue on the phone when it asks.",
          `On the phone, type the address https://${hostname}. When it asks for a certificate, choose ${fileName}.p12 and type its password.`,
        ],
      },
    ],
    notes: [
      "To give the watch another certificate, log out in its app and start again. The watch and the phone have different certificates.",
      "A red cross or “Could not register watch” means that the watch can't read the file. Ask whoever runs the house for another one.",
      insecureDownload,
    ],
    ownerNotes: [
      "A watch that can't read the file needs bundleEncryption: compatible, which is the default for a watch.",
    ],
  };
}
