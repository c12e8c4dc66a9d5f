import { countRules, type Door } from "../rules/gate-rule.ts";
import { type Lane, lanePaths } from "./lanes.ts";
import { largestNumber } from "../rules/largest-number.ts";
import type { Problem } from "../errors.ts";
import { certificateName } from "../certificates/generation.ts";
import type { BundleEncryption, KeyAlgorithm, Platform } from "./home-settings.ts";
import type { Configuration } from "./settings.ts";

/** A certificate that the home holds: a device in one generation. A device can have two at once. */
export interface HeldDevice {
  /** The name of its resources and its bundle: `anna-phone`, from generation 2 on `anna-phone.2`. */
  readonly logicalName: string;
  readonly device: string;
  readonly generation: number;
  /** Whether it is the previous generation, kept until the owner removes keepPrevious. */
  readonly previous: boolean;
  readonly platform: Platform;
  readonly validityDays: number;
  readonly keyAlgorithm: KeyAlgorithm;
  readonly bundleEncryption: BundleEncryption;
  readonly csr: string | undefined;
  readonly profilePassword: boolean;
}

/** A public hostname, and where its requests go. */
export interface Service {
  readonly hostname: string;
  readonly origin: string;
  /** The names of the devices that may enter. */
  readonly devices: readonly string[];
  readonly noTlsVerify: boolean;
  readonly httpHostHeader: string | undefined;
}

/** What the configuration describes, with defaults applied: the components' input. */
export interface Home {
  readonly stack: string;
  readonly configuration: Configuration;
  readonly services: readonly Service[];
  readonly lanes: readonly Lane[];
  readonly held: readonly HeldDevice[];
  readonly bundleDirectory: string;
}

/** Derives the home from the stack's configuration. */
export function describeHome(configuration: Configuration, stack: string): Home {
  const services = describeServices(configuration);
  return {
    stack,
    configuration,
    services,
    lanes: configuration.lanes.map((lane) => {
      const { hostname = services[0]?.hostname ?? "", methods = [], addresses = [], asn = [], reason } = lane;
      return { ...lanePaths(lane), hostname, methods, addresses, asn, reason };
    }),
    held: configuration.devices
      .filter((device) => device.revoked !== true)
      .flatMap((device) => heldGenerations(device, configuration)),
    // Each stack has its own folder, or two homes would overwrite each other's bundles.
    bundleDirectory: `${(configuration.bundleDirectory ?? "bundles").replace(/\/+$/, "")}/${stack}`,
  };
}

function describeServices(configuration: Configuration): Service[] {
  const everybody = configuration.devices.map((device) => device.name);
  const services = configuration.services ?? [
    { hostname: configuration.hostname ?? "", origin: configuration.origin },
  ];
  return services.map(({ hostname, origin, devices = "all", noTlsVerify = false, httpHostHeader }) => ({
    ...{ hostname, origin, noTlsVerify, httpHostHeader },
    devices: devices === "all" ? everybody : devices,
  }));
}

function heldGenerations(
  device: Configuration["devices"][number],
  configuration: Configuration,
): HeldDevice[] {
  const { platform = "other", generation = 1 } = device;
  const held = (number: number): HeldDevice => ({
    logicalName: certificateName({ device: device.name, generation: number }),
    device: device.name,
    generation: number,
    previous: number < generation,
    platform,
    validityDays: device.validityDays ?? configuration.validityDays,
    keyAlgorithm: device.keyAlgorithm ?? configuration.keyAlgorithm,
    bundleEncryption:
      device.bundleEncryption ??
      (platform in systemsWithoutModern ? "compatible" : configuration.bundleEncryption),
    csr: device.csr,
    profilePassword: device.profilePassword ?? false,
  });
  return device.keepPrevious === true ? [held(generation - 1), held(generation)] : [held(generation)];
}

/**
 * Supported systems, by platform, that can't read a modern bundle (PBES2 with AES) and report its password as wrong.
 * https://github.com/apple-oss-distributions/Security (p12import.c), https://github.com/home-assistant/android/pull/3924
 */
export const systemsWithoutModern: Partial<Record<Platform, string>> = {
  android: "Android up to 13",
  "wear-os": "many watches",
  ios: "iOS up to 17",
  macos: "macOS up to 14",
};

/** Returns the home's doors: services with the same devices share one, because a zone has few slots for rules. */
export function doors(home: Home, pinsOf: (device: string) => readonly string[]): Door[] {
  const sorted = home.services.toSorted((a, b) => a.hostname.localeCompare(b.hostname, "en"));
  const groups = Map.groupBy(sorted, ({ devices }) => JSON.stringify(devices.toSorted()));
  return [...groups.values()].map((services) => ({
    hostnames: services.map((service) => service.hostname),
    lanes: home.lanes.filter((lane) => services.some((service) => service.hostname === lane.hostname)),
    pins: (services[0]?.devices ?? []).flatMap(pinsOf),
  }));
}

/** How many custom rules a zone may have. https://developers.cloudflare.com/waf/custom-rules/ */
export const ruleSlots: Readonly<Record<Configuration["plan"], number>> = {
  free: 5,
  pro: 20,
  business: 100,
  enterprise: 1000,
};

/** How many active client certificates a zone may have, unless Cloudflare has raised its quota. */
export const certificateQuota = 100;

/** Counts the rules that the home needs. @throws RangeError when a rule has no room for a door */
export function countHomeRules(home: Home): number {
  const pinCount = (device: string): readonly string[] =>
    home.held.filter((held) => held.device === device).map((held) => held.logicalName);
  return doors(home, pinCount).reduce((sum, { pins, ...door }) => sum + countRules(door, pins.length), 0);
}

/** Checks that the devices fit into the rules of the zone's plan, and otherwise says how many would fit. */
export function checkCapacity(home: Home, slots: number): Problem[] {
  const code = "too-many-devices";
  try {
    const needed = countHomeRules(home);
    if (needed <= slots) {
      return [];
    }
    const what = `need ${needed} custom rules, but the ${home.configuration.plan} plan has room for ${slots}`;
    const fix = `${whatFits(home, slots)}; remove devices or move to a larger plan (setting "plan").`;
    return [{ code, where: "devices", what, fix }];
  } catch (error) {
    if (!(error instanceof RangeError)) {
      throw error;
    }
    const fix = "Use fewer or shorter lanes and hostnames.";
    return [{ code, where: "lanes", what: error.message, fix }];
  }
}

function whatFits(home: Home, slots: number): string {
  const [door] = doors(home, () => []);
  if (door === undefined || home.services.length > 1) {
    return "Let more services share the same devices";
  }
  // No rule has room for a hundred pins.
  const fits = largestNumber(slots * 100, (count) => countRules(door, count) <= slots);
  return `At most ${fits} devices fit`;
}

/** The tunnel's name at Cloudflare, which is unique in the account. */
export function tunnelName(stack: string): string {
  return `ha-mtls-${stack}`;
}
