import type Cloudflare from "cloudflare";
import type { Home } from "../../domain/configuration/home.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { ask, unlessMissing } from "../cloudflare.ts";
import type { Live } from "../live.ts";
import { logicalName, resourcesOf, type StackState, type StateResource } from "../state.ts";
import type { Leaving, LettingGo } from "./plan.ts";

interface Subject {
  readonly home: Home;
  readonly state: StackState;
  readonly live: Live;
}

interface Found {
  readonly letGo: readonly LettingGo[];
  readonly leave: readonly Leaving[];
}

/** What the state holds, and Cloudflare does not (or not in a form that could be deleted). */
export async function findGone(api: Cloudflare, subject: Subject): Promise<Found> {
  const tunnels = await findGoneTunnels(api, subject);
  const records = await findMissing(subject.state, typeTokens.record, async (id, { outputs }) =>
    unlessMissing(api.dns.records.get(id, { zone_id: zoneOf(outputs, subject) })),
  );
  const certificates = findRevoked(subject);
  return { letGo: [...tunnels, ...records, ...certificates.letGo], leave: certificates.leave };
}

function zoneOf(outputs: StateResource["outputs"], { live }: Subject): string {
  const zone = outputs?.["zoneId"];
  return typeof zone === "string" ? zone : live.zoneId;
}

/** Cloudflare goes on showing a deleted tunnel, and the provider doesn't look at deleted_at. */
async function findGoneTunnels(api: Cloudflare, { state, live }: Subject): Promise<LettingGo[]> {
  const gone: LettingGo[] = [];
  for (const tunnel of resourcesOf(state, typeTokens.tunnel)) {
    if (!live.tunnels.some(({ id }) => id === tunnel.id) && (await isDeleted(api, live.accountId, tunnel))) {
      gone.push(
        letGo(tunnel, `tunnel ${textOf(tunnel.outputs, "name")} (${tunnel.id ?? ""})`, "it was deleted"),
      );
      // Its ingress and what disconnects it went with it: nothing of them exists at Cloudflare.
      const companions = resourcesOf(state).filter(
        (one) => one.parent === tunnel.parent && (one.dependencies ?? []).includes(tunnel.urn),
      );
      gone.push(...companions.map((one) => letGo(one, logicalName(one), "it belongs to that tunnel")));
    }
  }
  return gone;
}

async function isDeleted(
  api: Cloudflare,
  liveAccount: string,
  { id, outputs }: StateResource,
): Promise<boolean> {
  const account = outputs?.["accountId"];
  const query = { account_id: typeof account === "string" ? account : liveAccount };
  const tunnel = await ask("reading a tunnel", () =>
    unlessMissing(api.zeroTrust.tunnels.cloudflared.get(id ?? "", query)),
  );
  return typeof (tunnel === undefined ? "gone" : tunnel.deleted_at) === "string";
}

async function findMissing(
  state: StackState,
  type: string,
  lookUp: (id: string, resource: StateResource) => Promise<unknown>,
): Promise<LettingGo[]> {
  const missing: LettingGo[] = [];
  for (const one of resourcesOf(state, type)) {
    const found = await ask(`looking for ${logicalName(one)}`, () => lookUp(one.id ?? "", one));
    if (found === undefined) {
      missing.push(letGo(one, logicalName(one), "it no longer exists at Cloudflare"));
    }
  }
  return missing;
}

/** A revoked certificate can't be revoked again: its deletion would fail in every run to come. */
function findRevoked({ home, state, live }: Subject): Found {
  const wanted = new Set(home.held.map((held) => `${held.logicalName}-certificate`));
  const dead = resourcesOf(state, typeTokens.certificate).filter(({ id }) => !isUsable(live, id));
  // Without a DNS record nobody reaches the house: a destroy was cut off, and no device waits for its certificate.
  const isReachable = resourcesOf(state, typeTokens.record).length > 0;
  const stillWanted = dead.filter(
    (one) => isReachable && wanted.has(logicalName(one)) && one.delete !== true,
  );
  return {
    letGo: dead
      .filter((one) => !stillWanted.includes(one))
      .map((one) => letGo(one, `certificate of ${deviceOf(one)} (${one.id ?? ""})`, "it is revoked already")),
    leave: stillWanted.map((one) => ({
      what: `certificate of ${deviceOf(one)} (${one.id ?? ""})`,
      why: "it was revoked, so that the device is locked out. For a new one raise the device's generation by one; if it is lost write revoked: true. Then run npm run adopt again, and npx pulumi up.",
    })),
  };
}

function isUsable({ certificates }: Live, id: string | undefined): boolean {
  const status = certificates.find((certificate) => certificate.id === id)?.status;
  return status === "active" || status === "pending_reactivation";
}

function deviceOf(certificate: StateResource): string {
  return logicalName(certificate).replace(/-certificate$/, "");
}

function letGo(one: StateResource, what: string, why: string): LettingGo {
  return { urn: one.urn, id: one.id, pendingDelete: one.delete ?? false, what, why };
}

function textOf(values: StateResource["outputs"], key: string): string {
  const value = values?.[key];
  return typeof value === "string" ? value : "";
}
