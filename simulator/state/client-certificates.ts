import {
  certificateNotFound,
  certificateQuotaReached,
  certificateStateRefused,
  hostnameAssociationRefused,
} from "../api/errors.ts";
import { newHexId } from "./identifiers.ts";
import { isInZone } from "./names.ts";
import type { IssuedCertificate, ManagedCa } from "../ca/managed-ca.ts";
import type { ClientCertificate, State } from "./state.ts";

/**
 * Signs a CSR for this zone.
 * @throws ApiError 1445 when the zone has reached its quota of active certificates, 1403 for an unacceptable CSR
 */
export async function createClientCertificate(
  state: State,
  ca: ManagedCa,
  wanted: { readonly csr: string; readonly validityDays: number },
): Promise<ClientCertificate> {
  checkQuota(state);
  const issued = await ca.issue(wanted.csr, wanted.validityDays);
  const certificate: ClientCertificate = {
    id: newHexId(),
    certificate: issued.certificate,
    certificate_authority: { id: ca.id, name: "Cloudflare Managed CA for account" },
    csr: wanted.csr,
    ...subjectFields(issued),
    expires_on: toWholeSeconds(issued.notAfter),
    fingerprint_sha256: issued.fingerprintSha256,
    issued_on: toWholeSeconds(issued.notBefore),
    serial_number: issued.serialNumber,
    signature: "SHA256WithRSA",
    ski: issued.ski,
    status: "active",
    validity_days: wanted.validityDays,
  };
  state.clientCertificates.set(certificate.id, certificate);
  return certificate;
}

/** Returns a certificate, active or revoked, by its id. @throws ApiError 1415 */
export function findClientCertificate(state: State, id: string): ClientCertificate {
  const certificate = state.clientCertificates.get(id);
  if (certificate === undefined) throw certificateNotFound();
  return certificate;
}

/** Revokes a certificate at once. The result says `pending_revocation`, like Cloudflare's until its edges know. */
export function revokeClientCertificate(certificate: ClientCertificate): ClientCertificate {
  if (certificate.status === "revoked") {
    throw certificateStateRefused("This certificate is already revoked");
  }
  certificate.status = "revoked";
  return { ...certificate, status: "pending_revocation" };
}

/** Reactivates a revoked certificate at once. The result says `pending_reactivation`. */
export function reactivateClientCertificate(state: State, certificate: ClientCertificate): ClientCertificate {
  if (certificate.status !== "revoked") throw certificateStateRefused("This certificate is not revoked");
  checkQuota(state);
  certificate.status = "active";
  return { ...certificate, status: "pending_reactivation" };
}

/**
 * Replaces the list of hostnames on which the edge requests a client certificate, keeping the given order.
 * @throws ApiError for a hostname outside the zone
 */
export function associateHostnames(state: State, hostnames: readonly string[]): void {
  const zoneName = state.zone.name;
  for (const hostname of hostnames) {
    if (!isInZone(zoneName, hostname.toLowerCase())) {
      throw hostnameAssociationRefused(`Hostname ${hostname} does not belong to zone ${zoneName}`);
    }
  }
  state.hostnameAssociations = [...hostnames];
}

function checkQuota(state: State): void {
  const active = [...state.clientCertificates.values()].filter(({ status }) => status !== "revoked");
  if (active.length >= state.limits.clientCertificates) throw certificateQuotaReached();
}

function subjectFields({ subject }: IssuedCertificate): Record<string, string> {
  const field = (name: string): string => subject.getField(name)[0] ?? "";
  return {
    common_name: field("CN"),
    country: field("C"),
    location: field("L"),
    organization: field("O"),
    organizational_unit: field("OU"),
    state: field("ST"),
  };
}

const toWholeSeconds = (time: Date): string => time.toISOString().replace(/\.[0-9]{3}Z$/, "Z");
