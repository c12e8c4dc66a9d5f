import type Cloudflare from "cloudflare";
import { likePin } from "../../domain/certificates/pin.ts";
import { plainText } from "../../domain/plain-text.ts";
import type { EntryPoint } from "../../domain/rules/custom-rule.ts";
import type { Home } from "../../domain/configuration/home.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { ruleThatPins } from "../../domain/certificates/unknown-certificates.ts";
import { ask, connect, unlessMissing } from "../cloudflare.ts";
import { Failure } from "../failure.ts";
import { readEntryPoint } from "../live.ts";
import { say } from "../run.ts";
import { readApiToken, readHome, selectStack } from "../stack.ts";
import { holds, readState } from "../state.ts";
import { identifyZone } from "../zone.ts";

/**
 * Revokes one certificate that an interrupted run left behind: one with the name of a device of this stack that the
 * stack's state does not hold.
 * @throws Failure when the stack uses it, or it is somebody else's
 */
export async function revokeCertificate(id: string, options: { readonly stack?: string }): Promise<void> {
  const stack = await selectStack(options.stack);
  // The state, not the outputs: these are of before when the last run failed.
  if (holds(await readState(stack), typeTokens.certificate, id)) {
    throw new Failure({
      code: "held-by-stack",
      where: id,
      what: `is a certificate that the stack ${stack} uses`,
      fix: "To lock its device out, write revoked: true at the device, then npx pulumi up",
    });
  }
  const home = await readHome(stack);
  const api = connect(await readApiToken(stack));
  const zone = await identifyZone(api, home.configuration);
  const ids = { zone_id: zone.zoneId };
  const certificate = await ask("reading the certificate", () =>
    unlessMissing(api.clientCertificates.get(id, ids)),
  );
  if (certificate === undefined) {
    throw unknown(id, `is no certificate of the zone ${home.configuration.zone}`);
  }
  checkDevice(certificate, home);
  const { common_name: name = "", status = "", expires_on: expiresOn = "" } = certificate;
  if (status === "revoked" || status === "pending_revocation") {
    say(`${id} (${name}) is revoked already.`);
    return;
  }
  refusePinned(certificate, await readEntryPoint(api, zone));
  await ask("revoking the certificate", () => api.clientCertificates.delete(id, ids));
  say(`Revoked ${id} (${name}, it would have expired on ${expiresOn.slice(0, 10)}).`);
}

type ClientCertificate = Awaited<ReturnType<Cloudflare["clientCertificates"]["get"]>>;

function checkDevice({ id = "", common_name: name = "", organization }: ClientCertificate, home: Home): void {
  const { devices, organization: own } = home.configuration;
  if (!devices.some((device) => device.name === name) || organization !== own) {
    throw unknown(
      id,
      `is of "${plainText(name)}" (${plainText(organization ?? "no organization")}), no device of this stack`,
    );
  }
}

/** Another home of the zone may have a device of the same name: what a rule in force lets pass is not left behind. */
function refusePinned(
  { id = "", fingerprint_sha256 }: ClientCertificate,
  entryPoint: EntryPoint | undefined,
): void {
  const rule = ruleThatPins(likePin(fingerprint_sha256), entryPoint?.rules ?? []);
  if (rule !== undefined) {
    throw new Failure({
      code: "held-by-stack",
      where: id,
      what: `is in use: ${rule} lets it pass`,
      fix: "To lock its device out, write revoked: true at the device in the stack of that home, then npx pulumi up",
    });
  }
}

function unknown(id: string, what: string): Failure {
  return new Failure({
    code: "unknown-certificate",
    where: id,
    what,
    fix: "See the zone's certificates in the dashboard: SSL/TLS → Client Certificates. Somebody else's are revoked there.",
  });
}
