import type { Home } from "../domain/configuration/home.ts";
import { managedSettings } from "../domain/configuration/zone-settings.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import type { CloudflareApi } from "./api.ts";
import { ask } from "./ask.ts";
import {
  type CertificateStatus,
  readCertificates,
  readIngress,
  readRecords,
  readSettings,
  readTunnels,
} from "./read-objects.ts";
import { findEntryPoint, readAllowRules, readAssociations } from "./read-rules.ts";
import { heldTunnels, resourcesOf, type StackState, textOutput } from "./state.ts";
import type { ClientCertificate, IngressRule, Zone } from "./zone.ts";

interface ZoneQuery {
  readonly home: Home;
  readonly state: StackState;
  /** Revoked certificates accumulate over the years; ask for "all" only if you need them. */
  readonly certificates: Exclude<CertificateStatus, "pending_reactivation">;
}

/**
 * Reads everything in a zone and its account that concerns a home. The number of requests does not depend on the number
 * of devices.
 * @throws Failure if Cloudflare refuses a request
 */
export async function readZone(api: CloudflareApi, zone: ZoneIdentity, query: ZoneQuery): Promise<Zone> {
  const { home, state } = query;
  const hostnames = home.services.map(({ hostname }) => hostname);
  const [tunnels, records, certificates, entryPoint, associations, settings, ingress, allowRules] =
    await Promise.all([
      readTunnels(api, zone, { held: heldTunnels(state, zone) }),
      Promise.all(hostnames.map((hostname) => readRecords(api, zone, hostname))),
      readOwnCertificates(api, zone, query),
      ask("reading custom rules", () => findEntryPoint(api, zone)),
      ask("reading hostname associations", () => readAssociations(api, zone)),
      ask("reading zone settings", () => readSettings(api, zone, writtenSettings(query))),
      readOwnIngress(api, zone, state),
      readAllowRules(api, zone),
    ]);
  return {
    ...zone,
    tunnels,
    records: records.flat(),
    certificates,
    entryPoint,
    associations,
    settings,
    ingress,
    allowRules,
  };
}

/** A certificate in reactivation still counts; there rarely is one, so it is only looked for if one is missing. */
async function readOwnCertificates(
  api: CloudflareApi,
  zone: ZoneIdentity,
  { state, certificates: status }: ZoneQuery,
): Promise<ClientCertificate[]> {
  const found = await readCertificates(api, zone, status);
  const held = resourcesOf(state, typeTokens.certificate);
  return status === "all" || held.every(({ id }) => found.some((one) => one.id === id))
    ? found
    : [...found, ...(await readCertificates(api, zone, "pending_reactivation"))];
}

function writtenSettings({ home, state }: ZoneQuery): string[] {
  const written = resourcesOf(state, typeTokens.setting).map((one) => textOutput(one, "settingId"));
  return managedSettings(home.configuration.zoneSettings)
    .map(({ id }) => id)
    .filter((id) => written.includes(id));
}

async function readOwnIngress(
  api: CloudflareApi,
  { accountId }: ZoneIdentity,
  state: StackState,
): Promise<IngressRule[] | undefined> {
  const [written] = resourcesOf(state, typeTokens.ingress);
  const id = written && textOutput(written, "tunnelId");
  return id === undefined ? undefined : readIngress(api, { id, accountId });
}
