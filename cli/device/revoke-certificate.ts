import { typeTokens } from "../../model/type-tokens.ts";
import { ask, connect, unlessMissing } from "../cloudflare.ts";
import { Failure } from "../failure.ts";
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
  const { zoneId } = await identifyZone(api, home.configuration);
  const zone = { zone_id: zoneId };
  const certificate = await ask("reading the certificate", () =>
    unlessMissing(api.clientCertificates.get(id, zone)),
  );
  const { common_name: name = "", status = "", expires_on: expiresOn = "" } = certificate ?? {};
  const names = new Set(home.configuration.devices.map((device) => device.name));
  if (certificate === undefined) {
    throw unknown(id, `is no certificate of the zone ${home.configuration.zone}`);
  }
  if (!names.has(name) || certificate.organization !== home.configuration.organization) {
    throw unknown(
      id,
      `is of "${name}" (${certificate.organization ?? "no organization"}), no device of this stack`,
    );
  }
  if (status === "revoked" || status === "pending_revocation") {
    say(`${id} (${name}) is revoked already.`);
    return;
  }
  await ask("revoking the certificate", () => api.clientCertificates.delete(id, zone));
  say(`Revoked ${id} (${name}, it would have expired on ${expiresOn.slice(0, 10)}).`);
}

function unknown(id: string, what: string): Failure {
  return new Failure({
    code: "unknown-certificate",
    where: id,
    what,
    fix: "See the zone's certificates in the dashboard: SSL/TLS → Client Certificates. Somebody else's are revoked there.",
  });
}
