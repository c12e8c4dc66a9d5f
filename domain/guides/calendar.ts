import { overlapAdvice, warnWithinDays } from "../certificates/certificate-problems.ts";
import { certificateName } from "../certificates/generation.ts";

/** When a device's certificate expires. */
export interface Expiry {
  readonly device: string;
  readonly generation: number;
  readonly hostname: string;
  /** ISO 8601. */
  readonly expiresOn: string;
  /** When the certificate was issued, ISO 8601: the entry of a later one replaces that of an earlier one. */
  readonly issuedOn: string;
}

const millisecondsPerMinute = 60_000;

/**
 * Returns an iCalendar file with an all-day event for each device and an alarm 30 days before. The text depends on the
 * certificates alone, and a device's next certificate moves its event instead of adding another. https://www.rfc-editor.org/rfc/rfc5545
 */
export function expiryCalendar(name: string, expiries: readonly Expiry[]): string {
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//ha-mtls//device certificates//EN",
    "CALSCALE:GREGORIAN",
    `X-WR-CALNAME:${escapeText(name)}`,
    ...expiries.flatMap(describeExpiry),
    "END:VCALENDAR",
  ]
    .map((line) => `${fold(line)}\r\n`)
    .join("");
}

function describeExpiry({ device, generation, hostname, expiresOn, issuedOn }: Expiry): string[] {
  const title = escapeText(`${device}: certificate for ${hostname} expires`);
  const advice = escapeText(
    `${overlapAdvice(certificateName({ device, generation }))}\n` +
      `Then hand over the new one: npm run device -- onboard ${device}`,
  );
  return [
    "BEGIN:VEVENT",
    `UID:${device}@${hostname}`,
    `DTSTAMP:${timestamp(issuedOn)}`,
    // Calendars accept a change of an event that they know only with a higher number.
    `SEQUENCE:${Math.floor(Date.parse(issuedOn) / millisecondsPerMinute)}`,
    `DTSTART;VALUE=DATE:${timestamp(expiresOn).slice(0, 8)}`,
    `SUMMARY:${title}`,
    `DESCRIPTION:${advice}`,
    "TRANSP:TRANSPARENT",
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${title}`,
    `TRIGGER:-P${warnWithinDays}D`,
    "END:VALARM",
    "END:VEVENT",
  ];
}

/** `2033-02-20T23:18:00Z` → `20330220T231800Z`. */
function timestamp(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\;,]/g, "\\$&").replaceAll("\n", "\\n");
}

/** Folds a line after at most 75 octets, between characters; each continuation begins with a space. */
function fold(line: string): string {
  const lines = [""];
  for (const character of line) {
    const last = lines.at(-1) ?? "";
    const room = lines.length === 1 ? 75 : 74;
    if (Buffer.byteLength(last + character) > room) {
      lines.push(character);
    } else {
      lines[lines.length - 1] = last + character;
    }
  }
  return lines.join("\r\n ");
}
