import { typeTokens } from "../../domain/type-tokens.ts";
import { holds } from "../../zone/state.ts";
import type { AddressRecord } from "../../zone/zone.ts";
import type { TunnelTaking } from "./find-tunnel.ts";
import { type AdoptionSituation, kept, type Leaving, type Taking } from "./plan.ts";

interface Found {
  readonly take: readonly Taking[];
  readonly leave: readonly Leaving[];
}

/** DNS records of the hostnames that the state does not hold. */
export function findRecords(situation: AdoptionSituation, tunnel: TunnelTaking | undefined): Found {
  const strangers = situation.zone.records.filter(({ id }) => !holds(situation.state, typeTokens.record, id));
  const cnames = strangers.filter(({ type }) => type === "CNAME");
  return {
    take: cnames.map((record) => takeRecord(situation, record, tunnel)),
    leave: strangers.filter((record) => !cnames.includes(record)).map(leaveAddress),
  };
}

function takeRecord(
  situation: AdoptionSituation,
  { id, hostname, content }: AddressRecord,
  tunnel: TunnelTaking | undefined,
): Taking {
  const taking: Taking = {
    type: typeTokens.record,
    name: `${hostname}-record`,
    importId: `${situation.zone.zoneId}/${id}`,
    parents: [
      { type: "ha-mtls:index:SecureHome", name: "home" },
      { type: "ha-mtls:index:PublicHostname", name: hostname },
    ],
    what: `${hostname} CNAME ${content}`,
  };
  if (tunnel?.consent !== undefined && tunnel.tunnelId === idIn(content)) {
    const consequence =
      "it leads to that tunnel; without it the next up points the name to a new one, which no connector runs yet";
    return { ...taking, consent: { word: hostname, consequence } };
  }
  if (ownTunnels(situation, tunnel).includes(idIn(content))) {
    return taking;
  }
  const consequence = `it points elsewhere; the next up points it to the stack's tunnel, and ${content} is no longer reachable under this name`;
  return { ...taking, consent: { word: hostname, consequence } };
}

/** Tunnels that are, were or become the stack's own. */
function ownTunnels(
  { state, letGo }: AdoptionSituation,
  tunnel: TunnelTaking | undefined,
): (string | undefined)[] {
  const gone = letGo.filter(({ urn }) => urn.includes(`${typeTokens.tunnel}::`)).map(({ id }) => id);
  const held = kept({ state, letGo }, typeTokens.tunnel).map(({ id }) => id);
  return [...held, ...gone, tunnel?.tunnelId].filter((id) => id !== undefined);
}

function idIn(content: string): string {
  return content.replace(/\.cfargotunnel\.com$/, "");
}

/** The provider can't turn an address record into a CNAME: its type is fixed. */
function leaveAddress({ hostname, type, content }: AddressRecord): Leaving {
  return {
    what: `${hostname} ${type} ${content}`,
    why: "a record with an address can't become the stack's CNAME. Tell the household that the name moves, delete the record in the dashboard (DNS · Records), then run npx pulumi up.",
  };
}
