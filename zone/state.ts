import type { Access } from "../domain/access/access.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";
import { type GateRecord, readGateRecord } from "../domain/rules/gate-record.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import type { HeldTunnel } from "./read-objects.ts";

/** A resource that an earlier run made: only what the state holds is the stack's own, without asking anybody. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  /** Cloudflare's id; components have none. */
  readonly id?: string | undefined;
  readonly outputs?: Readonly<Record<string, unknown>> | undefined;
  /** True for what a run has replaced or dropped and could not delete yet. */
  readonly delete?: boolean | undefined;
}

/** What a stack's state holds. */
export interface StackState<R extends StateResource = StateResource> {
  readonly resources: readonly R[];
}

/** Resources of a type token such as `cloudflare:index/dnsRecord:DnsRecord`, or all. */
export function resourcesOf<R extends StateResource>({ resources }: StackState<R>, type?: string): R[] {
  return resources.filter((one) => type === undefined || one.type === type);
}

/** Whether the state holds an object of that type with that id. */
export function holds(state: StackState, type: string, id: string): boolean {
  return resourcesOf(state, type).some((one) => one.id === id);
}

/** The last part of a URN: `ha.example.com-record`. */
export function logicalName({ urn }: Pick<StateResource, "urn">): string {
  return urn.split("::").at(-1) ?? urn;
}

/** The resource of that type and logical name; of one that waits for its deletion beside its successor the first. */
export function findNamed<R extends StateResource>(
  state: StackState<R>,
  type: string,
  name: string,
): R | undefined {
  return resourcesOf(state, type).find((one) => logicalName(one) === name);
}

/** An output as text; undefined for one that is missing or no text. */
export function textOutput({ outputs }: StateResource, name: string): string | undefined {
  const value = outputs?.[name];
  return typeof value === "string" ? value : undefined;
}

/** The command that wrote the gate, and what it left in the zone's shared lists; undefined before the first run. */
export function writtenGate(
  state: StackState,
): { readonly command: StateResource; readonly record: GateRecord } | undefined {
  const command = findNamed(state, typeTokens.command, "gate-rules");
  const record = readGateRecord(command?.outputs?.["stdout"]);
  return command === undefined || record === undefined ? undefined : { command, record };
}

/** The command that set Home Assistant up; undefined before a run did. */
export function homeAssistantSetup(state: StackState): StateResource | undefined {
  return findNamed(state, typeTokens.command, "home-assistant-setup");
}

/** The access that the last finished run granted; undefined before the first one. */
export function grantedAccess(state: StackState): Access | undefined {
  const [gate] = resourcesOf(state, typeTokens.gate);
  return gate?.outputs?.["access"] as Access | undefined;
}

/** The zone in which the last run worked, as far as the state tells. */
export function formerZone(state: StackState): ZoneIdentity | undefined {
  const [record] = resourcesOf(state, typeTokens.record);
  const [tunnel] = resourcesOf(state, typeTokens.tunnel);
  const zoneId = record && textOutput(record, "zoneId");
  const accountId = tunnel && textOutput(tunnel, "accountId");
  return zoneId === undefined || accountId === undefined ? undefined : { zoneId, accountId };
}

/** The tunnels that the state holds, in the account of the run that made them. */
export function heldTunnels(state: StackState, { accountId }: ZoneIdentity): HeldTunnel[] {
  return resourcesOf(state, typeTokens.tunnel).flatMap((one) =>
    one.id === undefined ? [] : [{ id: one.id, accountId: textOutput(one, "accountId") ?? accountId }],
  );
}
