import { createHash } from "node:crypto";
import type { Access } from "../domain/access/access.ts";
import { likePin } from "../domain/certificates/pin.ts";
import type { HeldDevice } from "../domain/configuration/home.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";
import { type GateRecord, readGateRecord } from "../domain/rules/gate-record.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import type { HeldTunnel } from "./read-objects.ts";

/** A resource in the stack's state, made by an earlier run. Only what the state holds counts as the stack's own. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  /** Cloudflare's id; components have none. */
  readonly id?: string | undefined;
  readonly outputs?: Readonly<Record<string, unknown>> | undefined;
  /** True for a resource that a run has replaced or dropped but could not delete yet. */
  readonly delete?: boolean | undefined;
}

/** The state of a stack. */
export interface StackState<R extends StateResource = StateResource> {
  readonly resources: readonly R[];
}

/** Returns the resources of a type token such as `cloudflare:index/dnsRecord:DnsRecord`, or all resources. */
export function resourcesOf<R extends StateResource>({ resources }: StackState<R>, type?: string): R[] {
  return resources.filter((one) => type === undefined || one.type === type);
}

/** Whether the state has a resource of that type and id. */
export function holds(state: StackState, type: string, id: string): boolean {
  return resourcesOf(state, type).some((one) => one.id === id);
}

/** Returns the last part of a URN: `ha.example.com-record`. */
export function logicalName({ urn }: Pick<StateResource, "urn">): string {
  return urn.split("::").at(-1) ?? urn;
}

/** Returns the resource of that type and logical name: the first one if another still waits for its deletion. */
export function findNamed<R extends StateResource>(
  state: StackState<R>,
  type: string,
  name: string,
): R | undefined {
  return resourcesOf(state, type).find((one) => logicalName(one) === name);
}

/** Returns an output, or undefined if it is missing or not a string. */
export function textOutput({ outputs }: StateResource, name: string): string | undefined {
  const value = outputs?.[name];
  return typeof value === "string" ? value : undefined;
}

/** Records already parsed: every finding looks at the gate's. */
const gateRecords = new WeakMap<StateResource, GateRecord | undefined>();

/** Returns the gate's command and what it left in the zone's shared lists; undefined before the first run. */
export function writtenGate(
  state: StackState,
): { readonly command: StateResource; readonly record: GateRecord } | undefined {
  const command = findNamed(state, typeTokens.command, "gate-rules");
  if (command === undefined) {
    return undefined;
  }
  if (!gateRecords.has(command)) {
    gateRecords.set(command, readGateRecord(command.outputs?.["stdout"]));
  }
  const record = gateRecords.get(command);
  return record && { command, record };
}

/** Returns the command that sets up Home Assistant; undefined before its first run. */
export function findHomeAssistantSetup(state: StackState): StateResource | undefined {
  return findNamed(state, typeTokens.command, "home-assistant-setup");
}

/** Returns the access that the last completed run granted; undefined before the first run. */
export function grantedAccess(state: StackState): Access | undefined {
  const [gate] = resourcesOf(state, typeTokens.gate);
  return gate?.outputs?.["access"] as Access | undefined;
}

/** Returns the zone of the last run, as far as the state names it. */
export function previousZone(state: StackState): ZoneIdentity | undefined {
  const [record] = resourcesOf(state, typeTokens.record);
  const [tunnel] = resourcesOf(state, typeTokens.tunnel);
  const zoneId = record && textOutput(record, "zoneId");
  const accountId = tunnel && textOutput(tunnel, "accountId");
  return zoneId === undefined || accountId === undefined ? undefined : { zoneId, accountId };
}

/** Returns the stack's tunnels, each in the account in which it was made. */
export function heldTunnels(state: StackState, { accountId }: ZoneIdentity): HeldTunnel[] {
  return resourcesOf(state, typeTokens.tunnel).flatMap((one) =>
    one.id === undefined ? [] : [{ id: one.id, accountId: textOutput(one, "accountId") ?? accountId }],
  );
}

/**
 * Returns a function that gives a device's pin: that of its certificate or, if it has none yet or gets a new one, a
 * placeholder of the same form.
 * @param renewed names of devices whose certificates this run replaces
 */
export function pinsIn(
  state: StackState,
  renewed: ReadonlySet<string> = new Set(),
): (held: Pick<HeldDevice, "logicalName">) => string {
  return ({ logicalName: name }) => {
    const certificate = findNamed(state, typeTokens.certificate, `${name}-certificate`);
    const pin = likePin(certificate && textOutput(certificate, "fingerprintSha256"));
    return pin === "" || renewed.has(name) ? createHash("sha256").update(name).digest("hex") : pin;
  };
}
