import { isUsable } from "../../domain/certificates/certificate-status.ts";
import { namesOneOf } from "../../domain/certificates/generation.ts";
import { plainText } from "../../domain/plain-text.ts";
import type { EntryPoint } from "../../domain/rules/custom-rule.ts";
import type { Home } from "../../domain/configuration/home.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { ruleThatPins } from "../../domain/certificates/unknown-certificates.ts";
import { connectApi, path } from "../../zone/api.ts";
import { ask } from "../../zone/ask.ts";
import { identifyZone } from "../../zone/identify.ts";
import { findCertificate } from "../../zone/read-objects.ts";
import { findEntryPoint } from "../../zone/read-rules.ts";
import { holds } from "../../zone/state.ts";
import type { ClientCertificate } from "../../zone/zone.ts";
import { Failure } from "../../domain/failure.ts";
import { say } from "../run.ts";
import { readApiToken, readHome, selectStack } from "../stack.ts";
import { readState } from "../state.ts";

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
  const api = connectApi({ token: await readApiToken(stack) });
  const zone = await identifyZone(api, home.configuration);
  const certificate = await findCertificate(api, zone, id);
  if (certificate === undefined) {
    throw unknown(id, `is no certificate of the zone ${home.configuration.zone}`);
  }
  checkDevice(certificate, home);
  const { commonName, status, expiresOn } = certificate;
  if (!isUsable(status)) {
    say(`${id} (${commonName}) is revoked already.`);
    return;
  }
  refusePinned(certificate, await ask("reading custom rules", () => findEntryPoint(api, zone)));
  await ask("revoking the certificate", () =>
    api.send("DELETE", path`zones/${zone.zoneId}/client_certificates/${id}`),
  );
  say(`Revoked ${id} (${commonName}, it would have expired on ${expiresOn.slice(0, 10)}).`);
}

function checkDevice({ id, commonName, organization }: ClientCertificate, home: Home): void {
  const { devices, organization: own } = home.configuration;
  if (!namesOneOf(commonName, devices) || organization !== own) {
    const known = organization === "" ? "no organization" : plainText(organization);
    throw unknown(id, `is of "${commonName}" (${known}), no device of this stack`);
  }
}

/** Another home of the zone may have a device of the same name: what a rule in force lets pass is not left behind. */
function refusePinned({ id, pin }: ClientCertificate, entryPoint: EntryPoint | undefined): void {
  const rule = ruleThatPins(pin, entryPoint?.rules ?? []);
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
