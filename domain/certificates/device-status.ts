import { daysUntil, expiryProblem, revokedOutside } from "./certificate-problems.ts";
import { isUsable } from "./certificate-status.ts";
import type { Problem } from "../errors.ts";
import type { Home } from "../configuration/home.ts";

/** A certificate in the stack's outputs. */
export interface DeployedDevice {
  readonly device: string;
  readonly generation: number;
  readonly platform: string;
  readonly pin: string;
  /** ISO 8601. */
  readonly expiresOn: string;
  readonly certificateId: string;
  readonly bundle: string | null;
  readonly certificateFile: string | null;
}

/**
 * - `active`: the gate lets it in.
 * - `previous`: so it does, until the owner removes keepPrevious.
 * - `revoked`: the device is revoked in the configuration, or no longer in it.
 * - `revoked-outside`: it was revoked at Cloudflare, but not by this stack.
 * - `not-issued`: the device is in the configuration, but has no certificate yet.
 */
export type DeviceStatus = "active" | "previous" | "revoked" | "revoked-outside" | "not-issued";

export interface DeviceRow {
  /** The name of the certificate and its files: `anna-phone`, from generation 2 on `anna-phone.2`. */
  readonly name: string;
  readonly device: string;
  readonly generation: number;
  readonly platform: string;
  readonly status: DeviceStatus;
  /** Whether it is the previous generation, kept until its successor is installed. */
  readonly previous: boolean;
  /** Whether it is in the stack's outputs: a revoked one stays there until the next `pulumi up`. */
  readonly deployed: boolean;
  /** Cloudflare's status; null when Cloudflare was not asked or does not list the certificate. */
  readonly certificateStatus: string | null;
  /** Whether Cloudflare was asked. */
  readonly checked: boolean;
  readonly expiresOn: string | null;
  /** Whole days; negative after the expiry. */
  readonly expiresInDays: number | null;
  readonly pin: string | null;
  readonly certificateId: string | null;
  /** Path of the bundle, or of the certificate file of a device that keeps its key. */
  readonly file: string | null;
  readonly filePresent: boolean;
}

export interface StatusSources {
  readonly deployed: Readonly<Record<string, DeployedDevice>>;
  readonly home: Home;
  /** Cloudflare's statuses by certificate id; undefined when Cloudflare was not asked. */
  readonly certificates: ReadonlyMap<string, string> | undefined;
  readonly now: Date;
  readonly fileExists: (path: string) => boolean;
}

/** Returns a row for every certificate of the stack, and for every configured device that has none. */
export function describeDevices(sources: StatusSources): DeviceRow[] {
  const { deployed, home } = sources;
  const rows = Object.entries(deployed).map(([name, device]) => describeDeployed(name, device, sources));
  const notIssued = home.held
    .filter(({ logicalName }) => deployed[logicalName] === undefined)
    .map(({ logicalName, device, generation, platform }) => ({
      ...{ name: logicalName, device, generation, platform, status: "not-issued" as const },
      ...withoutCertificate,
    }));
  return [...rows, ...notIssued, ...revokedWithoutCertificate(sources)].sort(
    (a, b) => a.device.localeCompare(b.device, "en") || a.generation - b.generation,
  );
}

/** Returns what the owner has to act on: a certificate that expires within 30 days, or was revoked outside Pulumi. */
export function rowProblem({ name, previous, status, expiresInDays }: DeviceRow): Problem | undefined {
  if (expiresInDays === null || status === "revoked") {
    return undefined;
  }
  const held = { name, previous };
  return status === "revoked-outside" ? revokedOutside(held) : expiryProblem(held, expiresInDays);
}

function describeDeployed(name: string, device: DeployedDevice, sources: StatusSources): DeviceRow {
  const { certificates, now, fileExists, deployed } = sources;
  const previous = Object.values(deployed).some(
    (other) => other.device === device.device && other.generation > device.generation,
  );
  const certificateStatus = certificates?.get(device.certificateId) ?? null;
  const file = device.bundle ?? device.certificateFile;
  return {
    name,
    device: device.device,
    generation: device.generation,
    platform: device.platform,
    status: statusOf({ name, previous, certificateStatus }, sources),
    previous,
    deployed: true,
    certificateStatus,
    checked: certificates !== undefined,
    expiresOn: device.expiresOn,
    expiresInDays: daysUntil(device.expiresOn, now),
    pin: device.pin,
    certificateId: device.certificateId,
    file,
    filePresent: file !== null && fileExists(file),
  };
}

function statusOf(
  { name, previous, certificateStatus }: Pick<DeviceRow, "name" | "previous" | "certificateStatus">,
  { home, certificates }: StatusSources,
): DeviceStatus {
  if (!home.held.some(({ logicalName }) => logicalName === name)) {
    return "revoked";
  }
  // Cloudflare may also have dropped it from its list.
  if (certificates !== undefined && !isUsable(certificateStatus ?? undefined)) {
    return "revoked-outside";
  }
  return previous ? "previous" : "active";
}

function revokedWithoutCertificate({ deployed, home }: StatusSources): DeviceRow[] {
  const issued = new Set(Object.values(deployed).map(({ device }) => device));
  return home.configuration.devices
    .filter(({ name, revoked }) => revoked === true && !issued.has(name))
    .map(({ name, platform = "other", generation = 1 }) => ({
      ...{ name, device: name, generation, platform, status: "revoked" as const },
      ...withoutCertificate,
    }));
}

const withoutCertificate = {
  previous: false,
  deployed: false,
  certificateStatus: null,
  checked: false,
  expiresOn: null,
  expiresInDays: null,
  pin: null,
  certificateId: null,
  file: null,
  filePresent: false,
};
