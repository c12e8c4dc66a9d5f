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
  readTunnels,
} from "./read-objects.ts";
import { findEntryPoint, readAllowRules, readAssociations } from "./read-rules.ts";
import { readSettings } from "./read-settings.ts";
import { heldTunnels, resourcesOf, type StackState, textOutput } from "./state.ts";
import type { ClientCertificate, IngressRule, Zone } from "./zone.ts";

interface WantedParts {
  readonly home: Home;
  readonly state: StackState;
  /** Revoked certificates pile up over the years: whoever has no use for them does not ask for them. */
  readonly certificates: Exclude<CertificateStatus, "pending_reactivation">;
}

/**
 * Looks at everything that a home has, or will have, in a zone. The number of requests does not depend on its devices.
 * @throws Failure when Cloudflare refuses
 */
export async function readZone(api: CloudflareApi, zone: ZoneIdentity, wanted: WantedParts): Promise<Zone> {
  const { home, state } = wanted;
  const hostnames = home.services.map(({ hostname }) => hostname);
  const [tunnels, records, certificates, entryPoint, associations, settings, ingress, allowRules] =
    await Promise.all([
      readTunnels(api, zone, { held: heldTunnels(state, zone) }),
      Promise.all(hostnames.map((hostname) => readRecords(api, zone, hostname))),
      readOwnCertificates(api, zone, wanted),
      ask("reading custom rules", () => findEntryPoint(api, zone)),
      ask("reading hostname associations", () => readAssociations(api, zone)),
      ask("reading zone settings", () => readSettings(api, zone, writtenSettings(wanted))),
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

/** One that is being made valid again is not lost; there is one so rarely that it is only looked for then. */
async function readOwnCertificates(
  api: CloudflareApi,
  zone: ZoneIdentity,
  { state, certificates: status }: WantedParts,
): Promise<ClientCertificate[]> {
  const found = await readCertificates(api, zone, status);
  const held = resourcesOf(state, typeTokens.certificate);
  return status === "all" || held.every(({ id }) => found.some((one) => one.id === id))
    ? found
    : [...found, ...(await readCertificates(api, zone, "pending_reactivation"))];
}

function writtenSettings({ home, state }: WantedParts): string[] {
  const written = resourcesOf(state, typeTokens.setting).map((one) => textOutput(one, "settingId"));
  return managedSettings(home.configuration.zoneSettings).flatMap(({ id }) =>
    written.includes(id) ? id : [],
  );
}

async function readOwnIngress(
  api: CloudflareApi,
  zone: ZoneIdentity,
  state: StackState,
): Promise<IngressRule[] | undefined> {
  const [written] = resourcesOf(state, typeTokens.ingress);
  const id = written && textOutput(written, "tunnelId");
  const { accountId } = zone;
  return id === undefined ? undefined : readIngress(api, { id, accountId });
}
