import { typeTokens } from "../../domain/type-tokens.ts";
import { holds } from "../../zone/state.ts";
import type { AddressRecord } from "../../zone/zone.ts";
import type { AdoptedTunnel } from "./find-tunnel.ts";
import {
  type AdoptionPlan,
  type AdoptionSituation,
  kept,
  type UnchangedObject,
  type AdoptedObject,
} from "./plan.ts";

/** Finds the DNS records of the home's hostnames that are not in the state. */
export function findRecords(
  situation: AdoptionSituation,
  tunnel: AdoptedTunnel | undefined,
): Pick<AdoptionPlan, "take" | "leave"> {
  const unknown = situation.zone.records.filter(({ id }) => !holds(situation.state, typeTokens.record, id));
  const cnames = unknown.filter(({ type }) => type === "CNAME");
  return {
    take: cnames.map((record) => takeRecord(situation, record, tunnel)),
    leave: unknown.filter((record) => !cnames.includes(record)).map(leaveAddress),
  };
}

function takeRecord(
  situation: AdoptionSituation,
  { id, hostname, content }: AddressRecord,
  tunnel: AdoptedTunnel | undefined,
): AdoptedObject {
  const adopted: AdoptedObject = {
    type: typeTokens.record,
    name: `${hostname}-record`,
    importId: `${situation.zone.zoneId}/${id}`,
    parents: [
      { type: "ha-mtls:index:SecureHome", name: "home" },
      { type: "ha-mtls:index:PublicHostname", name: hostname },
    ],
    what: `${hostname} CNAME ${content}`,
  };
  const target = content.replace(/\.cfargotunnel\.com$/, "");
  if (tunnel?.consent !== undefined && tunnel.tunnelId === target) {
    const consequence =
      "it points to that tunnel; if the tunnel is not taken over, the next up points it to a new one, which no connector runs yet";
    return { ...adopted, consent: { word: hostname, consequence } };
  }
  if (ownTunnels(situation, tunnel).includes(target)) {
    return adopted;
  }
  const consequence = `it points elsewhere; the next up points it to the stack's tunnel, and ${content} is no longer reachable under this name`;
  return { ...adopted, consent: { word: hostname, consequence } };
}

/** Ids of the tunnels that the stack has, had or takes over. */
function ownTunnels(
  { state, letGo }: AdoptionSituation,
  tunnel: AdoptedTunnel | undefined,
): (string | undefined)[] {
  const gone = letGo.filter(({ urn }) => urn.includes(`${typeTokens.tunnel}::`));
  const held = kept({ state, letGo }, typeTokens.tunnel);
  return [...[...held, ...gone].map(({ id }) => id), tunnel?.tunnelId].filter((id) => id !== undefined);
}

/** The provider can't turn an address record into a CNAME: a record's type is fixed. */
function leaveAddress({ hostname, type, content }: AddressRecord): UnchangedObject {
  return {
    what: `${hostname} ${type} ${content}`,
    why: "an address record can't be turned into the stack's CNAME. Tell the household that the hostname moves, delete the record in the dashboard (DNS → Records), then run npx pulumi up.",
  };
}
