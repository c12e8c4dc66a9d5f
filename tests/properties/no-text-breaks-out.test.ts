import * as fc from "fast-check";
import { readConfig } from "../../domain/configuration/config.ts";
import { blockRules } from "../../domain/rules/gate-rule.ts";
import { describeHome, doors } from "../../domain/configuration/home.ts";
import { parseExpression } from "cloudflare-simulator/rules/language.ts";
import { stored } from "../domain/stored-configuration.ts";
import { pin } from "../domain/pins.ts";

/** Text that tries to end a literal, a clause or an expression, and text of any kind. */
const nasty = fc.oneof(
  fc.constantFrom(
    '"} or true or http.host in {"',
    '" or ssl or http.host eq "',
    String.raw`\" or ssl`,
    "\\",
    'x"',
    "a} or ip.src in {0.0.0.0/0",
    "*",
    "/a\nb",
    "/%22",
    "/a\u2028",
    "ha.example.com\u0000",
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: "grapheme-ascii", maxLength: 20 }),
);

/** The places of the configuration whose text ends up in an expression. */
const places: Readonly<Record<string, (text: string) => Readonly<Record<string, unknown>>>> = {
  hostname: (text) => ({ services: [{ hostname: text, origin: "http://ha" }] }),
  "hostname in the zone": (text) => ({
    services: [{ hostname: `${text}.example.com`, origin: "http://ha" }],
  }),
  zone: (text) => ({ zone: text, services: [{ hostname: `ha.${text}`, origin: "http://ha" }] }),
  path: (text) => ({ lanes: [{ paths: [`/${text}`], reason: "r" }] }),
  prefix: (text) => ({ lanes: [{ prefix: `/x/${text}/`, reason: "r" }] }),
  preset: (text) => ({ lanes: [{ preset: `webhook:${text}`, reason: "r" }] }),
  address: (text) => ({ lanes: [{ paths: ["/a"], addresses: [text], reason: "r" }] }),
  range: (text) => ({ lanes: [{ paths: ["/a"], addresses: [`203.0.113.0/24${text}`], reason: "r" }] }),
  method: (text) => ({ lanes: [{ paths: ["/a"], methods: [text], reason: "r" }] }),
  "autonomous system": (text) => ({ lanes: [{ paths: ["/a"], asn: [text], reason: "r" }] }),
  reason: (text) => ({ lanes: [{ paths: ["/a"], reason: text }] }),
  organization: (text) => ({ organization: text }),
};

const fallback = { zone: "example.com", services: [{ hostname: "ha.example.com", origin: "http://ha" }] };

/** The expressions of a configuration, or undefined where it is refused. */
function expressions(values: Readonly<Record<string, unknown>>): string[] | undefined {
  const { configuration } = readConfig(stored({ ...fallback, devices: [{ name: "anna-phone" }], ...values }));
  if (configuration === undefined) return undefined;
  const home = describeHome(configuration, "test");
  return doors(home, () => [pin(1)]).flatMap((door) => blockRules(door).map(({ expression }) => expression));
}

/** An expression without its texts and addresses: what it does, whatever it is about. */
function skeleton(expression: string): string {
  return expression
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, "text")
    .replaceAll(/(?<=ip\.src in \{)[0-9a-fA-F.:/]+(?=\})/g, "address");
}

const harmless: Readonly<Record<string, string>> = {
  zone: "example.com",
  address: "203.0.113.7",
  range: "",
  method: "GET",
  hostname: "ha.example.com",
};

test.each(Object.keys(places))(
  "no text as %s changes what an expression does: it is refused, or stays text",
  (place) => {
    const write = places[place]!;
    const expected = expressions(write(harmless[place] ?? "harmless")) ?? expressions({ lanes: [lane] });
    fc.assert(
      fc.property(nasty, (text) => {
        for (const expression of expressions(write(text)) ?? []) {
          parseExpression(expression);
          expect(skeleton(expression)).toBe(skeleton(expected![0]!));
        }
      }),
      { numRuns: 150 },
    );
  },
);

/** A text is no number of an autonomous system: all of them are refused. */
const lane = { paths: ["/a"], asn: [64496], reason: "r" };

test("no text makes a second common name: each field of the subject is one field", () => {
  fc.assert(
    fc.property(nasty, (text) => {
      for (const values of [{ organization: text }, { country: text }, { devices: [{ name: text }] }]) {
        const { configuration } = readConfig(stored({ ...fallback, ...values }));
        if (configuration === undefined) continue;
        const [device] = configuration.devices;
        expect(configuration.organization).toMatch(/^[^\p{Cc}]{1,64}$/u);
        expect(configuration.country).toMatch(/^[A-Z]{2}$/);
        expect(device?.name ?? "a").toMatch(/^[a-z0-9-]{1,63}$/);
      }
    }),
    { numRuns: 300 },
  );
});
