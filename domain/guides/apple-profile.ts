import { createHash } from "node:crypto";
import { escapeMarkup } from "./markup.ts";
import type { Platform } from "../configuration/home-settings.ts";

/** An Apple configuration profile, with the bundle's base64 to be put between head and tail. */
export interface Profile {
  readonly head: string;
  /** Contains the password only if the owner wants that. */
  readonly tail: string;
}

export interface ProfileArgs {
  readonly device: string;
  readonly hostname: string;
  readonly organization: string;
  /** The bundle's password, for a profile that does not ask for it. */
  readonly password: string | undefined;
}

/** Whether the platform reads configuration profiles. */
export function readsProfiles(platform: Platform): boolean {
  return platform === "ios" || platform === "macos";
}

/**
 * Returns a device's profile. Identifiers and UUIDs depend on hostname and device alone, so that a new profile replaces
 * the old one on the device. https://developer.apple.com/documentation/devicemanagement/certificatepkcs12
 */
export function appleProfile({ device, hostname, organization, password }: ProfileArgs): Profile {
  const identifier = `${hostname.split(".").reverse().join(".")}.${device}`;
  const title = escapeMarkup(`${device} for ${hostname}`);
  const head = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>PayloadType</key><string>Configuration</string>
  <key>PayloadVersion</key><integer>1</integer>
  <key>PayloadIdentifier</key><string>${escapeMarkup(identifier)}</string>
  <key>PayloadUUID</key><string>${stableUuid(identifier)}</string>
  <key>PayloadDisplayName</key><string>${title}</string>
  <key>PayloadOrganization</key><string>${escapeMarkup(organization)}</string>
  <key>PayloadContent</key>
  <array>
    <dict>
      <key>PayloadType</key><string>com.apple.security.pkcs12</string>
      <key>PayloadVersion</key><integer>1</integer>
      <key>PayloadIdentifier</key><string>${escapeMarkup(identifier)}.identity</string>
      <key>PayloadUUID</key><string>${stableUuid(`${identifier}.identity`)}</string>
      <key>PayloadDisplayName</key><string>${title}</string>
      <key>PayloadCertificateFileName</key><string>${escapeMarkup(device)}.p12</string>
      <key>PayloadContent</key>
      <data>`;
  const secret =
    password === undefined ? "" : `\n      <key>Password</key><string>${escapeMarkup(password)}</string>`;
  return { head, tail: `</data>${secret}\n    </dict>\n  </array>\n</dict>\n</plist>\n` };
}

/** Derives a UUID from a name (RFC 9562, version 8: SHA-256 of the name). */
function stableUuid(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex").toUpperCase();
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-8$3-8$4-$5");
}
