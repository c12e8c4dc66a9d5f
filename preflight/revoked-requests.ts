import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import type { Problem } from "../domain/errors.ts";
import type { HeldDevice } from "../domain/configuration/home.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import { ask } from "./ask.ts";
import { isSameRequest, type Wanted } from "./generations.ts";
import type { OwnState } from "./own-state.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";

/**
 * Certificate requests that this run would have signed again although a certificate of theirs was revoked: who has the
 * key, perhaps a thief, would be let in again. The zone is asked only when a device of a deployed stack with a request
 * of its own has no certificate yet.
 */
export async function findRevokedRequests(
  { home, requests }: Wanted,
  { own, zoneId }: ZoneIdentity & { readonly own: OwnState },
  options: InvokeOptions,
): Promise<Problem[]> {
  const isDeployed = own.ofType(typeTokens.gate).length > 0;
  const names = own.ofType(typeTokens.certificate).map(({ name }) => name);
  const unsigned = home.held.filter(
    ({ csr, previous, logicalName }) =>
      csr !== undefined && !previous && !names.includes(`${logicalName}-certificate`),
  );
  if (!isDeployed || unsigned.length === 0) {
    return [];
  }
  const { results } = await ask("reading client certificates", () =>
    cloudflare.getClientCertificates({ zoneId, status: "all" }, options),
  );
  const revoked = results.filter(({ status }) => status === "revoked" || status === "pending_revocation");
  return unsigned
    .filter(({ device }) => revoked.some(({ csr }) => isSameRequest(csr, requests[device])))
    .map(describe);
}

function describe({ device, csr = "" }: HeldDevice): Problem {
  return {
    code: "bad-csr",
    where: `csr of ${device}`,
    what: `"${csr}" was signed before, and that certificate was revoked: its key may be in other hands`,
    fix: `Make a new key and request on the device: openssl req -new -newkey rsa:2048 -nodes -keyout ${device}.key -subj /CN=${device} -out ${csr}`,
  };
}
