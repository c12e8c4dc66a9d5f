import { type Guide, type GuideSubject, insecureDownload } from "./guide.ts";

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
          `Double-click ${fileName}.p12, choose “Current User”, and click “Next” until it asks for the password.`,
          "Type the password, leave the store at “Automatically select”, then click “Finish”.",
          `Close the browser completely, open https://${hostname} and choose ${certificateName}. Edge, Chrome and Firefox all ask.`,
        ],
      },
    ],
    notes: [
      "To see or remove it, run certmgr.msc and go to “Personal” → “Certificates”.",
      "If Edge or Chrome does not ask, close all its windows, including those in the background, and try a private window.",
      insecureDownload,
    ],
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
          "Go to “Settings” → “Privacy & Security” → “View Certificates” → “Your Certificates” → “Import”.",
          `Choose ${fileName}.p12, type its password, open https://${hostname} and choose ${certificateName}.`,
        ],
      },
      {
        heading: "Chrome and Chromium",
        steps: [
          "Open chrome://certificate-manager and go to “Your certificates” → “View imported certificates from Linux” → “Import”.",
          `Choose ${fileName}.p12, type its password, open https://${hostname} and choose ${certificateName}.`,
        ],
      },
      {
        heading: "Chrome and Chromium, in a terminal instead",
        steps: [`${importWithNss(fileName)}   (package libnss3-tools; it asks for the file's password)`],
      },
    ],
    notes: [
      "Browsers from Flatpak or Snap have their own certificate store: import the certificate in the browser.",
      insecureDownload,
    ],
  };
}

/**
 * Chromium's database is in ~/.local/share unless it was already in ~/.pki, and pk12util needs it to exist.
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
          `Import ${fileName}.p12 as a personal (client) certificate in the settings of the system or the browser. It asks for the password.`,
          `Open https://${hostname} and choose ${certificateName} when asked for a certificate.`,
        ],
      },
    ],
    notes: [
      "“Wrong password” although it is right means that the device can't read the file's encryption. Ask whoever runs the house for another one.",
      insecureDownload,
    ],
    ownerNotes: [
      "Set the device's platform in the stack file (android, ios, macos, windows, linux or wear-os) to get the guide for it.",
      "A device that reports the right password as wrong needs bundleEncryption: compatible.",
    ],
  };
}
