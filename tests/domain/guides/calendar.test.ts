import fc from "fast-check";
import { expiryCalendar } from "../../../domain/guides/calendar.ts";

const expiry = {
  device: "anna-phone",
  generation: 1,
  hostname: "ha.example.com",
  expiresOn: "2033-02-20T23:18:00Z",
  issuedOn: "2023-02-23T23:18:00Z",
};

/** Content lines with folded ones joined again, as RFC 5545 section 3.1 says. */
function unfold(text: string): string[] {
  return text.replaceAll("\r\n ", "").split("\r\n").slice(0, -1);
}

test("a calendar has one all-day event on the day of expiry, with an alarm 30 days before", () => {
  const lines = unfold(expiryCalendar("Certificates", [expiry]));
  expect(lines).toEqual([
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//ha-mtls//device certificates//EN",
    "CALSCALE:GREGORIAN",
    "X-WR-CALNAME:Certificates",
    "BEGIN:VEVENT",
    "UID:anna-phone@ha.example.com",
    "DTSTAMP:20230223T231800Z",
    "SEQUENCE:27953238",
    "DTSTART;VALUE=DATE:20330220",
    "SUMMARY:anna-phone: certificate for ha.example.com expires",
    expect.stringMatching(
      /^DESCRIPTION:Replace it without a gap: set generation: 2 and.*\\,.*\\n.*onboard anna-phone$/,
    ),
    "TRANSP:TRANSPARENT",
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    "DESCRIPTION:anna-phone: certificate for ha.example.com expires",
    "TRIGGER:-P30D",
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
  ]);
});

test("the same certificates give the same text", () => {
  expect(expiryCalendar("a", [expiry])).toBe(expiryCalendar("a", [{ ...expiry }]));
});

test.each([
  ["ten years later", "2033-01-25T00:00:00Z"],
  ["two minutes later", "2023-02-23T23:20:00Z"],
])(
  "a certificate issued %s moves its device's event: the UID is the same, the sequence number higher",
  (_when, issuedOn) => {
    const next = { ...expiry, generation: 2, issuedOn, expiresOn: "2043-01-23T00:00:00Z" };
    const read = (one: typeof expiry, name: string) =>
      unfold(expiryCalendar("a", [one]))
        .find((line) => line.startsWith(`${name}:`))!
        .slice(name.length + 1);
    expect(read(next, "UID")).toBe(read(expiry, "UID"));
    expect(Number(read(next, "SEQUENCE"))).toBeGreaterThan(Number(read(expiry, "SEQUENCE")));
  },
);

test("every line ends with CRLF, has at most 75 octets and cuts no character, whatever the name is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (name) => {
      const text = expiryCalendar(name, [expiry]);
      const lines = text.split("\r\n");
      expect(lines.at(-1)).toBe("");
      for (const line of lines) {
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        expect(line).not.toMatch(/[\r\n]/);
        expect(Buffer.from(line).toString()).toBe(line);
      }
      const escaped = unfold(text)
        .find((line) => line.startsWith("X-WR-CALNAME:"))!
        .slice(13);
      const unescaped = escaped.replaceAll(/\\(.)/g, (_all, one: string) => (one === "n" ? "\n" : one));
      expect(unescaped).toBe(name.replaceAll(/\r\n?/g, "\n"));
    }),
  );
});
