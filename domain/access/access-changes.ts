import { overlapAdvice } from "../certificates/certificate-problems.ts";
import { generationOf } from "../certificates/generation.ts";
import type { Problem } from "../errors.ts";
import type { Access } from "./access.ts";

/** How a run changes who may enter. */
export interface AccessChanges {
  /** Which devices gain or lose access, and which generations are added or removed while another stays. */
  readonly sentences: readonly string[];
  /** Devices that are locked out until their new certificate is installed. */
  readonly warnings: readonly Problem[];
}

/**
 * Describes how access changes from the previous run to this one.
 * @param renewed names of certificates that are issued anew under the same name
 */
export function describeChanges(
  previous: Access,
  desired: Access,
  renewed: ReadonlySet<string>,
): AccessChanges {
  const changes = allDevices(previous, desired).flatMap(([device, hostname]) => {
    const certificates = ({ entrants }: Access): string[] =>
      (entrants[hostname] ?? []).filter((name) => deviceOf(name) === device);
    const [had, has] = [certificates(previous), certificates(desired)];
    const kept = has.filter((name) => had.includes(name) && !renewed.has(name));
    return had.length === kept.length && has.length === kept.length
      ? []
      : [{ device, hostname, had, has, kept }];
  });
  const isReplaced = ({ had, has, kept }: DeviceChange): boolean =>
    had.length > 0 && has.length > 0 && kept.length === 0;
  return {
    sentences: [
      ...joinHostnames(changes.filter((change) => !isReplaced(change))),
      ...describeOpenConnections(changes, desired),
    ],
    warnings: warnOfReplaced(changes.filter(isReplaced)),
  };
}

/** The names of a device's certificates at a hostname: in the previous run, in this one, and unchanged in both. */
interface DeviceChange {
  readonly device: string;
  readonly hostname: string;
  readonly had: readonly string[];
  readonly has: readonly string[];
  readonly kept: readonly string[];
}

/** Every device at every hostname that it may enter in either run. */
function allDevices(previous: Access, desired: Access): (readonly [device: string, hostname: string])[] {
  const both = [previous.entrants, desired.entrants];
  const hostnames = [...new Set(both.flatMap(Object.keys))].sort();
  return hostnames.flatMap((hostname) => {
    const names = both.flatMap((entrants) => entrants[hostname] ?? []);
    return [...new Set(names.map(deviceOf))].map((device) => [device, hostname] as const);
  });
}

/** Cloudflare evaluates the rules for new requests only, so a locked-out device keeps the connections it has open. */
function describeOpenConnections(changes: readonly DeviceChange[], desired: Access): string[] {
  const inside = new Set(Object.values(desired.entrants).flat().map(deviceOf));
  const lockedOut = [...new Set(changes.map(({ device }) => device))].filter((device) => !inside.has(device));
  return lockedOut.length === 0
    ? []
    : [
        `${lockedOut.join(", ")}: new requests are refused, but open WebSockets and the session at Home Assistant go on. To end both after this run: npm run device -- disconnect`,
      ];
}

/** Says once what is the same at several hostnames. */
function joinHostnames(changes: readonly DeviceChange[]): string[] {
  return [...Map.groupBy(changes, describeChange)].map(([sentence, same]) =>
    sentence.replace(placeholder, same.map(({ hostname }) => hostname).join(", ")),
  );
}

const placeholder = "<hostname>";

function describeChange({ device, had, has, kept }: DeviceChange): string {
  if (had.length === 0) {
    return `${device} gains access to ${placeholder}`;
  }
  if (has.length === 0) {
    return `${device} loses access to ${placeholder}`;
  }
  const describe = (names: readonly string[], what: string): string[] =>
    names.map((name) => `generation ${generationOf(name).generation} ${what}`);
  const changed = (names: readonly string[]): string[] => names.filter((name) => !kept.includes(name));
  const parts = [
    ...describe(changed(has), "is new"),
    ...describe(changed(had), "stops working"),
    ...describe(kept, "keeps working"),
  ];
  return `${device} at ${placeholder}: ${parts.join(", ")}`;
}

function warnOfReplaced(replaced: readonly DeviceChange[]): Problem[] {
  const devices = [...new Set(replaced.map(({ device }) => device))];
  const [first] = replaced;
  if (first === undefined) {
    return [];
  }
  const [what, fix] =
    devices.length === 1
      ? [
          "gets a new certificate, and the old one stops",
          `Locked out until the new one is installed: npm run device -- onboard ${first.device}\n${overlapAdvice(first.had.at(-1) ?? "")}`,
        ]
      : [
          "get new certificates, and the old ones stop",
          "Locked out until the new ones are installed: npm run device -- onboard <name>\nReplace them without a gap: raise generation by one and set keepPrevious: true for each, then npx pulumi up",
        ];
  return [{ code: "new-certificate", where: devices.join(", "), what: `${what} working with this run`, fix }];
}

const deviceOf = (name: string): string => generationOf(name).device;
