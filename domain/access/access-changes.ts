import type { Access } from "./access.ts";
import { overlapAdvice } from "../certificates/certificate-problems.ts";
import type { Problem } from "../errors.ts";
import { readCertificateName } from "../certificates/generation.ts";

/** What a run changes for those who may enter, in words. */
export interface AccessChanges {
  /** Who gains and who loses access, and which generations come and go beside one that stays. */
  readonly sentences: readonly string[];
  /** Devices that are locked out until they have their new certificate. */
  readonly warnings: readonly Problem[];
}

/**
 * In words who gains and who loses access between two runs.
 * @param renewed certificates that are made anew under the name that they have
 */
export function describeChanges(before: Access, now: Access, renewed: ReadonlySet<string>): AccessChanges {
  const changes = changedDevices(before, now).flatMap(([device, hostname]) => {
    const of = (names: readonly string[] = []): string[] => names.filter((name) => deviceOf(name) === device);
    const [had, has] = [of(before.entrants[hostname]), of(now.entrants[hostname])];
    const change = { device, hostname, had, has, kept: keptOf(had, has, renewed) };
    return had.length === change.kept.length && has.length === change.kept.length ? [] : [change];
  });
  const replaced = changes.filter(
    ({ had, has, kept }) => had.length > 0 && has.length > 0 && kept.length === 0,
  );
  return {
    sentences: [
      ...joinHostnames(changes.filter((change) => !replaced.includes(change))),
      ...describeOpen(changes, now),
    ],
    warnings: replaced.length === 0 ? [] : [replacedProblem(replaced)],
  };
}

/** One device at one hostname: certificates before, now, and those that are the same in both. */
interface Change {
  readonly device: string;
  readonly hostname: string;
  readonly had: readonly string[];
  readonly has: readonly string[];
  readonly kept: readonly string[];
}

/** Every device at every hostname, before or now. */
function changedDevices(before: Access, now: Access): (readonly [device: string, hostname: string])[] {
  const hostnames = [...new Set([...Object.keys(before.entrants), ...Object.keys(now.entrants)])].sort();
  return hostnames.flatMap((hostname) => {
    const names = [...(before.entrants[hostname] ?? []), ...(now.entrants[hostname] ?? [])];
    return [...new Set(names.map(deviceOf))].map((device) => [device, hostname] as const);
  });
}

function keptOf(had: readonly string[], has: readonly string[], renewed: ReadonlySet<string>): string[] {
  return has.filter((name) => had.includes(name) && !renewed.has(name));
}

/** The rule is asked for new requests only: what was let in before stays open. */
function describeOpen(changes: readonly Change[], now: Access): string[] {
  const inside = new Set(Object.values(now.entrants).flat().map(deviceOf));
  const out = [...new Set(changes.map(({ device }) => device))].filter((device) => !inside.has(device));
  return out.length === 0
    ? []
    : [
        `${out.join(", ")}: new requests are refused, but a WebSocket that is open goes on, and so does the session at Home Assistant. To end both after this run: npm run device -- disconnect`,
      ];
}

/** What is the same at several hostnames is said once. */
function joinHostnames(changes: readonly Change[]): string[] {
  const hostnames = new Map<string, string[]>();
  for (const change of changes) {
    const sentence = say(change);
    hostnames.set(sentence, [...(hostnames.get(sentence) ?? []), change.hostname]);
  }
  return [...hostnames].map(([sentence, names]) => sentence.replace(place, names.join(", ")));
}

const place = "<hostname>";

function say({ device, had, has, kept }: Change): string {
  if (had.length === 0) {
    return `${device} gains access to ${place}`;
  }
  if (has.length === 0) {
    return `${device} loses access to ${place}`;
  }
  const missingIn = (names: readonly string[]) => (name: string) => !names.includes(name);
  const parts = [
    ...has.filter(missingIn(kept)).map((name) => `${generationOf(name)} is new`),
    ...had.filter(missingIn(kept)).map((name) => `${generationOf(name)} stops working`),
    ...kept.map((name) => `${generationOf(name)} keeps working`),
  ];
  return `${device} at ${place}: ${parts.join(", ")}`;
}

function replacedProblem(replaced: readonly Change[]): Problem {
  const devices = [...new Set(replaced.map(({ device }) => device))];
  const [first] = replaced;
  const one = devices.length === 1;
  const advice = one
    ? overlapAdvice(first?.had.at(-1) ?? "")
    : "Replace them with overlap: at each raise generation by one and set keepPrevious: true, then npx pulumi up";
  return {
    code: "new-certificate",
    where: devices.join(", "),
    what: `${one ? "gets a new certificate, and the old one stops" : "get new certificates, and the old ones stop"} working with this run`,
    fix: `Locked out until the new one is installed: npm run device -- onboard ${one ? (devices[0] ?? "") : "<name>"}\n${advice}`,
  };
}

function deviceOf(name: string): string {
  return readCertificateName(name)?.device ?? name;
}

function generationOf(name: string): string {
  return `generation ${readCertificateName(name)?.generation ?? 1}`;
}
