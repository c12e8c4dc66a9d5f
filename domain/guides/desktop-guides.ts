import type { Guide, GuideSubject } from "./guide.ts";
import { insecureDownload } from "./insecure-download.ts";

export function windowsGuide({ device, certificateName, fileName, hostname }: GuideSubject): Guide {
  return {
    title: "Windows",
    openOn: device,
    computer: true,
    parts: [
      {
        heading: "Install the certificate",
        file: "p12",
        steps: [
          `Double-click ${fileName}.p12, choose “Current User” and “Next” until it asks for the password.`,
          "Type the password, leave the store to “Automatically select”, then “Finish”.",
          `Close the browser completely, open https://${hostname} and choose ${certificateName}. Edge, Chrome and Firefox all ask.`,
        ],
      },
    ],
    notes: [
      "To see or remove it: run certmgr.msc and look into “Personal” → “Certificates”.",
      "If Edge or Chrome does not ask, close all its windows, also in the background, and try a private window.",
      insecureDownload,
    ],
    ownerNotes: [],
  };
}

export function linuxGuide({ device, certificateName, fileName, hostname }: GuideSubject): Guide {
  return {
    title: "Linux",
    openOn: device,
    computer: true,
    parts: [
      {
        heading: "Firefox",
        file: "p12",
        steps: [
          "“Settings” → “Privacy & Security” → “View Certificates” → “Your Certificates” → “Import”.",
          `Choose ${fileName}.p12, type its password, open https://${hostname} and choose ${certificateName}.`,
        ],
      },
      {
        heading: "Chrome and Chromium",
        file: undefined,
        steps: [
          "Open chrome://certificate-manager and go to “Your certificates” → “View imported certificates from Linux” → “Import”.",
          `Choose ${fileName}.p12, type its password, open https://${hostname} and choose ${certificateName}.`,
        ],
      },
      {
        heading: "Chrome and Chromium, in a terminal instead",
        file: undefined,
        steps: [`${importWithNss(fileName)}   (package libnss3-tools; it asks for the file's password)`],
      },
    ],
    notes: [
      "Browsers from Flatpak or Snap have a certificate store of their own: import it inside the browser.",
      insecureDownload,
    ],
    ownerNotes: [],
  };
}

/**
 * Chromium's database is in ~/.local/share unless it has been in ~/.pki before, and pk12util takes none that is not there.
 * https://chromium.googlesource.com/chromium/src/+/main/crypto/nss_util.cc
 */
function importWithNss(fileName: string): string {
  return [
    'd="$HOME/.pki/nssdb"',
    '[ -d "$d" ] || d="${XDG_DATA_HOME:-$HOME/.local/share}/pki/nssdb"',
    'mkdir -p "$d"',
    '[ -e "$d/cert9.db" ] || certutil -N -d "sql:$d" --empty-password',
    `pk12util -d "sql:$d" -i ${fileName}.p12`,
  ].join("; ");
}

export function otherGuide({ device, certificateName, fileName, hostname }: GuideSubject): Guide {
  return {
    title: "Any other device",
    openOn: device,
    computer: false,
    parts: [
      {
        heading: "Install the certificate",
        file: "p12",
        steps: [
          `Import ${fileName}.p12 as a personal (client) certificate, in the system's settings or the browser's. It asks for the password.`,
          `Open https://${hostname} and choose ${certificateName} when asked for a certificate.`,
        ],
      },
    ],
    notes: [
      "“Wrong password” although it is right: the device can't read the file's encryption. Ask whoever runs the house for another one.",
      insecureDownload,
    ],
    ownerNotes: [
      "Say in the stack file what the device is (platform: android, ios, macos, windows, linux or wear-os) to get its own guide.",
      "A device that calls the right password wrong needs bundleEncryption: compatible.",
    ],
  };
}
