import { isUsable } from "../../domain/certificates/certificate-status.ts";
import { namesOneOf } from "../../domain/certificates/generation.ts";
import { plainText } from "../../domain/plain-text.ts";
import type { EntryPoint } from "../../domain/rules/custom-rule.ts";
import type { Home } from "../../domain/configuration/home.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { ruleThatPins } from "../../domain/certificates/unknown-certificates.ts";
import { path } from "../../zone/api.ts";
import { ask } from "../../zone/ask.ts";
import { identifyZone } from "../../zone/identify.ts";
import { findCertificate } from "../../zone/read-objects.ts";
import { findEntryPoint } from "../../zone/read-rules.ts";
import { holds } from "../../zone/state.ts";
import type { ClientCertificate } from "../../zone/zone.ts";
import { Failure } from "../../domain/failure.ts";
import { say } from "../run.ts";
import { openApi } from "../open-stack.ts";
import { readHome, selectStack } from "../stack.ts";
import { readState } from "../state.ts";

/**
 * Revokes one certificate that an interrupted run left behind: it has the name of a device of this stack, but is not in the
 * stack's state.
 * @throws Failure when the stack or another home uses it, or it is somebody else's
 */
export async function revokeCertificate(id: string, options: { readonly stack?: string }): Promise<void> {
  const stack = await selectStack(options.stack);
  // Not from the outputs, which are out of date when the last run failed.
  if (holds(await readState(stack), typeTokens.certificate, id)) {
    throw new Failure({
      code: "held-by-stack",
      where: id,
      what: `is a certificate in use by stack ${stack}`,
      fix: "To lock out its device, set revoked: true for the device, then: npx pulumi up",
    });
  }
  const home = await readHome(stack);
  const api = await openApi(stack);
  const zone = await identifyZone(api, home.configuration);
  const certificate = await findCertificate(api, zone, id);
  if (certificate === undefined) {
    throw unknown(id, `is not a certificate of the zone ${home.configuration.zone}`);
  }
  checkDevice(certificate, home);
  const { commonName, status, expiresOn } = certificate;
  if (!isUsable(status)) {
    say(`${id} (${commonName}) is already revoked.`);
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
    throw unknown(id, `belongs to "${commonName}" (${known}), which is not a device of this stack`);
  }
}

/** Another home in the zone may have a device of the same name: a certificate that a live rule lets pass is in use. */
function refusePinned({ id, pin }: ClientCertificate, entryPoint: EntryPoint | undefined): void {
  const rule = ruleThatPins(pin, entryPoint?.rules ?? []);
  if (rule !== undefined) {
    throw new Failure({
      code: "held-by-stack",
      where: id,
      what: `is in use: ${rule} lets it pass`,
      fix: "To lock out its device, set revoked: true for the device in that home's stack, then: npx pulumi up",
    });
  }
}

function unknown(id: string, what: string): Failure {
  return new Failure({
    code: "unknown-certificate",
    where: id,
    what,
    fix: "The dashboard lists the zone's certificates, and can revoke those that are not this stack's: SSL/TLS → Client Certificates",
  });
}
