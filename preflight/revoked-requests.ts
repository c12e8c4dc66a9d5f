import { requestCommand } from "../domain/certificates/csr.ts";
import type { Problem } from "../domain/errors.ts";
import type { HeldDevice } from "../domain/configuration/home.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import type { CloudflareApi } from "../zone/api.ts";
import { readCertificates } from "../zone/read-objects.ts";
import { logicalName, resourcesOf, type StackState } from "../zone/state.ts";
import { isSameRequest, type DesiredHome } from "./generations.ts";

/**
 * Finds certificate requests that this run would have signed again although their certificate was revoked: whoever has
 * the key, perhaps a thief, would be let in again. Sends a request only if a device of a deployed stack has a request of
 * its own but no certificate yet.
 */
export async function findRevokedRequests(
  api: CloudflareApi,
  { home, requests }: DesiredHome,
  { state, ...zone }: ZoneIdentity & { readonly state: StackState },
): Promise<Problem[]> {
  const isDeployed = resourcesOf(state, typeTokens.gate).length > 0;
  const names = resourcesOf(state, typeTokens.certificate).map(logicalName);
  const unsigned = home.held.filter(
    ({ csr, previous, logicalName: name }) =>
      csr !== undefined && !previous && !names.includes(`${name}-certificate`),
  );
  if (!isDeployed || unsigned.length === 0) {
    return [];
  }
  const revoked = (await readCertificates(api, zone, "all")).filter(
    ({ status }) => status === "revoked" || status === "pending_revocation",
  );
  return unsigned
    .filter(({ device }) => revoked.some(({ csr }) => isSameRequest(csr, requests[device])))
    .map(signedBefore);
}

function signedBefore({ device, csr = "" }: HeldDevice): Problem {
  return {
    code: "bad-csr",
    where: `csr of ${device}`,
    what: `"${csr}" was signed before, and that certificate was revoked: its key may be in the wrong hands`,
    fix: `Make a new key and request on the device: ${requestCommand(device, csr)}`,
  };
}
