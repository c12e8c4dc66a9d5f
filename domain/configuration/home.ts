import { countRules, type Door } from "../rules/gate-rule.ts";
import { type Lane, lanePaths } from "./lanes.ts";
import { largestNumber } from "../rules/largest-number.ts";
import type { Problem } from "../errors.ts";
import { certificateName } from "../certificates/generation.ts";
import type { BundleEncryption, KeyAlgorithm, Platform } from "./home-settings.ts";
import type { Configuration } from "./settings.ts";

/** One certificate to be held: a device in one generation. Two generations of a device may be held at once. */
export interface HeldDevice {
  /** Identity of its resources and its bundle file: `anna-phone`, from generation 2 on `anna-phone.2`. */
  readonly logicalName: string;
  readonly device: string;
  readonly generation: number;
  /** The generation before, kept as it is until the owner lets go of it. */
  readonly previous: boolean;
  readonly platform: Platform;
  readonly validityDays: number;
  readonly keyAlgorithm: KeyAlgorithm;
  readonly bundleEncryption: BundleEncryption;
  readonly csr: string | undefined;
  readonly profilePassword: boolean;
}

/** A public name and where its requests go. */
export interface Service {
  readonly hostname: string;
  readonly origin: string;
  /** Names of the devices that may enter. */
  readonly devices: readonly string[];
  readonly noTlsVerify: boolean;
  readonly httpHostHeader: string | undefined;
}

/** Everything the configuration asks for, with defaults applied: what the components are made from. */
export interface Home {
  readonly stack: string;
  readonly configuration: Configuration;
  readonly services: readonly Service[];
  readonly lanes: readonly Lane[];
  readonly held: readonly HeldDevice[];
  readonly bundleDirectory: string;
}

/** Applies defaults; pure. */
export function describeHome(configuration: Configuration, stack: string): Home {
  const services = describeServices(configuration);
  return {
    stack,
    configuration,
    services,
    lanes: configuration.lanes.map((lane) => ({
      ...lanePaths(lane),
      hostname: lane.hostname ?? services[0]?.hostname ?? "",
      methods: lane.methods ?? [],
      addresses: lane.addresses ?? [],
      asn: lane.asn ?? [],
      reason: lane.reason,
    })),
    held: configuration.devices
      .filter((device) => device.revoked !== true)
      .flatMap((device) => hold(device, configuration)),
    // Always a folder of the stack's own: two homes would overwrite each other's bundles.
    bundleDirectory: `${(configuration.bundleDirectory ?? "bundles").replace(/\/+$/, "")}/${stack}`,
  };
}

function describeServices(configuration: Configuration): Service[] {
  const everybody = configuration.devices.map((device) => device.name);
  const services = configuration.services ?? [
    { hostname: configuration.hostname ?? "", origin: configuration.origin },
  ];
  return services.map((service) => ({
    hostname: service.hostname,
    origin: service.origin,
    devices: service.devices === undefined || service.devices === "all" ? everybody : service.devices,
    noTlsVerify: service.noTlsVerify ?? false,
    httpHostHeader: service.httpHostHeader,
  }));
}

function hold(device: Configuration["devices"][number], configuration: Configuration): HeldDevice[] {
  const platform = device.platform ?? "other";
  const generation = device.generation ?? 1;
  const held = (number: number): HeldDevice => ({
    logicalName: certificateName({ device: device.name, generation: number }),
    device: device.name,
    generation: number,
    previous: number < generation,
    platform,
    validityDays: device.validityDays ?? configuration.validityDays,
    keyAlgorithm: device.keyAlgorithm ?? configuration.keyAlgorithm,
    bundleEncryption:
      device.bundleEncryption ?? platformEncryption[platform] ?? configuration.bundleEncryption,
    csr: device.csr,
    profilePassword: device.profilePassword ?? false,
  });
  return device.keepPrevious === true ? [held(generation - 1), held(generation)] : [held(generation)];
}

/**
 * Platforms of which some supported version can't read AES bundles: they get the encryption all of them read.
 * iOS up to 17, macOS up to 14, Android up to 13 and Wear OS refuse PBES2 with a "wrong password" message.
 * https://github.com/apple-oss-distributions/Security (p12import.c), https://github.com/home-assistant/android/pull/3924
 */
const platformEncryption: Partial<Record<Platform, BundleEncryption>> = {
  android: "compatible",
  ios: "compatible",
  macos: "compatible",
  "wear-os": "compatible",
};

/** Services with the same devices share their rules, so that the zone's few rule slots last. */
export function doors(home: Home, pinsOf: (device: string) => readonly string[]): Door[] {
  return groupByDevices(home.services).map((services) => ({
    hostnames: services.map((service) => service.hostname),
    lanes: home.lanes.filter((lane) => services.some((service) => service.hostname === lane.hostname)),
    pins: (services[0]?.devices ?? []).flatMap(pinsOf),
  }));
}

function groupByDevices(services: readonly Service[]): Service[][] {
  const groups = new Map<string, Service[]>();
  for (const service of [...services].sort((a, b) => a.hostname.localeCompare(b.hostname, "en"))) {
    const key = JSON.stringify([...service.devices].sort());
    groups.set(key, [...(groups.get(key) ?? []), service]);
  }
  return [...groups.values()];
}

/** Custom rules a zone may hold. https://developers.cloudflare.com/waf/custom-rules/ */
export const ruleSlots: Readonly<Record<Configuration["plan"], number>> = {
  free: 5,
  pro: 20,
  business: 100,
  enterprise: 1000,
};

/** Active client certificates a zone may hold unless Cloudflare raises it. */
export const certificateQuota = 100;

/** How many rules the home takes. @throws RangeError when a door can't be expressed. */
export function countHomeRules(home: Home): number {
  const pinCount = (device: string): readonly string[] =>
    home.held.filter((held) => held.device === device).map((held) => held.logicalName);
  return doors(home, pinCount).reduce((sum, { pins, ...door }) => sum + countRules(door, pins.length), 0);
}

/** Whether the devices fit the plan's rules; with the number that would fit. */
export function checkCapacity(home: Home, slots: number): Problem[] {
  const where = "devices";
  try {
    const needed = countHomeRules(home);
    const [only] = home.services;
    if (needed <= slots) {
      return [];
    }
    const fits = home.services.length === 1 && only !== undefined ? largestFit(home, slots) : undefined;
    const how = fits === undefined ? "Let more services share their devices" : `At most ${fits} devices fit`;
    const what = `need ${needed} custom rules, the ${home.configuration.plan} plan leaves ${slots}`;
    return [
      {
        code: "too-many-devices",
        where,
        what,
        fix: `${how}; take devices out or move to a larger plan (setting "plan").`,
      },
    ];
  } catch (error) {
    if (!(error instanceof RangeError)) {
      throw error;
    }
    return [
      {
        code: "too-many-devices",
        where: "lanes",
        what: error.message,
        fix: "Use fewer or shorter lanes and hostnames.",
      },
    ];
  }
}

function largestFit(home: Home, slots: number): number {
  const [door] = doors(home, () => []);
  // No rule holds a hundred pins.
  return door === undefined ? 0 : largestNumber(slots * 100, (count) => countRules(door, count) <= slots);
}

/** The tunnel's name at Cloudflare, unique in the account. */
export function tunnelName(stack: string): string {
  return `ha-mtls-${stack}`;
}
