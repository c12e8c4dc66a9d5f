import * as fc from "fast-check";
import type { Home } from "../../domain/configuration/home.ts";
import { Platform } from "../../domain/configuration/home-settings.ts";
import { soundHome } from "../domain/sound-home.ts";

/** A configuration as the owner writes it. */
export type Written = Readonly<Record<string, unknown>>;

export interface Size {
  readonly maxDevices: number;
}

/** Any valid configuration: one to four services, devices of every kind, lanes that do not overlap, any text where text goes. */
export function anyConfiguration({ maxDevices }: Size): fc.Arbitrary<Written> {
  return fc
    .record({ zone: anyZone, services: anyServices, devices: anyDevices(maxDevices), ...texts })
    .chain(({ zone, services, devices, ...rest }) => {
      const hostnames = services.map(({ label }) => (label === "" ? zone : `${label}.${zone}`));
      const names = devices.map(({ name }) => name);
      return fc
        .record({
          entrants: fc.array(anyEntrants(names), { minLength: 4, maxLength: 4 }),
          lanes: anyLanes(hostnames),
        })
        .map(({ entrants, lanes }) => ({
          ...withoutUndefined(rest),
          zone,
          devices,
          lanes,
          services: services.map(({ origin, noTlsVerify }, index) => ({
            origin,
            noTlsVerify,
            hostname: hostnames[index],
            devices: entrants[index],
          })),
        }));
    });
}

/** The home that a valid configuration describes. */
export function anyHome(size: Size): fc.Arbitrary<Home> {
  return anyConfiguration(size).map(homeOf);
}

/** Describes a configuration in which services stand for hostname and origin. */
export function homeOf(written: Written): Home {
  return soundHome({ hostname: "", ...written });
}

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);

const anyZone = fc.constantFrom("example.com", "a-b.co.uk", "xn--bcher-kva.example", "home.example.org");

const anyServices = fc.uniqueArray(
  fc.record({
    label: fc.oneof(
      label,
      fc.constant(""),
      fc.tuple(label, label).map((labels) => labels.join(".")),
    ),
    origin: fc.constantFrom("http://homeassistant:8123", "https://nas.local", "http://[::1]:80"),
    noTlsVerify: fc.boolean(),
  }),
  { selector: (service) => service.label, minLength: 1, maxLength: 4 },
);

const plainText = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .filter((text) => text.trim() !== "" && !/\p{Cc}/u.test(text));

const texts = {
  organization: fc.option(plainText, { nil: undefined }),
  country: fc.constantFrom("DE", "NO", "US"),
  bundleDirectory: fc.option(plainText, { nil: undefined }),
  keyAlgorithm: fc.constantFrom("rsa-2048", "ecdsa-p256"),
  gatePosition: fc.constantFrom("last", "first"),
  zoneSettings: fc.constantFrom(
    {},
    { ssl: "leave" },
    { minTlsVersion: "1.3", webSockets: "leave", http3: "off" },
  ),
};

interface DeviceEntry {
  readonly name: string;
  readonly [key: string]: unknown;
}

function anyDevices(maximum: number): fc.Arbitrary<DeviceEntry[]> {
  const traits = fc.record(
    {
      generation: fc.integer({ min: 1, max: 4 }),
      keepPrevious: fc.boolean(),
      revoked: fc.boolean(),
      platform: fc.constantFrom(...Object.values(Platform)),
      validityDays: fc.integer({ min: 1, max: 3650 }),
      csr: fc.constant("requests/phone.pem"),
      profilePassword: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  return fc
    .integer({ min: 0, max: maximum })
    .chain((count) =>
      fc
        .tuple(label, fc.array(traits, { minLength: count, maxLength: count, size: "max" }))
        .map(([stem, list]) => list.map((entry, index) => device(`${stem}${index}`, entry))),
    );
}

function device(name: string, traits: Readonly<Record<string, unknown>>): DeviceEntry {
  const first = (traits["generation"] ?? 1) === 1;
  return { ...traits, name, ...(first ? { keepPrevious: false } : {}) };
}

function anyEntrants(names: readonly string[]): fc.Arbitrary<"all" | readonly string[]> {
  return fc.oneof(fc.constant("all" as const), fc.subarray([...names]), fc.subarray(names.slice(0, 2)));
}

const segment = fc.stringMatching(/^[a-zA-Z0-9_~!$&'()+,;=:@-]{1,10}$/);

/** Each lane is below a folder of its own, so that no two overlap and none opens the login. */
function anyLanes(hostnames: readonly string[]): fc.Arbitrary<object[]> {
  const lane = fc.record({
    hostname: fc.constantFrom(...hostnames),
    segments: fc.uniqueArray(segment, { minLength: 1, maxLength: 2 }),
    kind: fc.constantFrom("paths", "prefix", "both", "preset"),
    methods: fc.subarray(["GET", "POST", "PUT"]),
    addresses: fc.subarray(["203.0.113.7", "198.51.100.0/24", "2001:db8::/32"]),
    asn: fc.subarray([64496, 4294967295]),
    reason: plainText,
  });
  return fc.array(lane, { maxLength: 3 }).map((lanes) =>
    lanes.map(({ segments, kind, ...rest }, index) => {
      const folder = `/lane${index}`;
      const paths = kind === "prefix" ? [] : segments.map((part) => `${folder}/${part}`);
      return {
        ...rest,
        paths,
        ...(kind === "preset" ? { preset: `webhook:id-${index}` } : {}),
        ...(kind === "prefix" || kind === "both" ? { prefix: `${folder}/below/` } : {}),
      };
    }),
  );
}

function withoutUndefined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
