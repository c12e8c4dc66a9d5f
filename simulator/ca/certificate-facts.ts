import { X509Certificate } from "node:crypto";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import type { ClientCertificateFacts } from "../edge/request.ts";
import type { State } from "../state/state.ts";

/**
 * Returns the facts about a presented certificate (PEM). Whether it is verified and revoked depends on the state and on the
 * present time.
 */
export function readCertificateFacts(state: State, pem: string): ClientCertificateFacts {
  const { facts, certificate } = readFixedFacts(pem);
  const authority = readFixedFacts(state.managedCa.certificatePem);
  const verified = isVerified(certificate, authority.certificate);
  return {
    ...facts,
    issuerSerial: verified ? authority.facts.serial : "",
    verified,
    revoked: verified && isRevoked(state, facts.fingerprintSha256),
  };
}

/** The facts of the managed CA's own certificate. */
export function readManagedCaFacts(state: State): ClientCertificateFacts {
  return readFixedFacts(state.managedCa.certificatePem).facts;
}

/**
 * Whether the certificate belongs to this zone and is no longer active. `pending_revocation` counts as revoked; how soon
 * the real edge notices a revocation is not documented.
 */
function isRevoked(state: State, fingerprintSha256: string): boolean {
  for (const certificate of state.clientCertificates.values()) {
    if (certificate.fingerprint_sha256 === fingerprintSha256) return certificate.status !== "active";
  }
  return false;
}

interface FixedFacts {
  readonly certificate: X509Certificate;
  readonly facts: ClientCertificateFacts;
}

const fixedFacts = new Map<string, FixedFacts>();
const rememberedCertificates = 2_000;

function readFixedFacts(pem: string): FixedFacts {
  const known = fixedFacts.get(pem);
  if (known) return known;
  const certificate = new X509Certificate(pem);
  const result = { certificate, facts: factsOf(certificate) };
  if (fixedFacts.size >= rememberedCertificates) fixedFacts.clear();
  fixedFacts.set(pem, result);
  return result;
}

function factsOf(certificate: X509Certificate): ClientCertificateFacts {
  const parsed = new x509.X509Certificate(certificate.raw);
  return {
    presented: true,
    verified: false,
    revoked: false,
    fingerprintSha256: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    fingerprintSha1: certificate.fingerprint.replaceAll(":", "").toLowerCase(),
    serial: certificate.serialNumber.toUpperCase(),
    issuerSerial: "",
    ski: parsed.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId.toUpperCase() ?? "",
    issuerSki: parsed.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId?.toUpperCase() ?? "",
    subjectDn: rfc2253(certificate.subject),
    issuerDn: rfc2253(certificate.issuer),
    subjectDnLegacy: legacy(certificate.subject),
    issuerDnLegacy: legacy(certificate.issuer),
    notBefore: certificate.validFrom,
    notAfter: certificate.validTo,
    rfc9440: `:${certificate.raw.toString("base64")}:`,
  };
}

const verifications = new WeakMap<X509Certificate, Map<X509Certificate, boolean>>();

function isVerified(certificate: X509Certificate, authority: X509Certificate): boolean {
  const now = Date.now();
  if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo)) return false;
  const byAuthority = verifications.get(certificate) ?? new Map<X509Certificate, boolean>();
  verifications.set(certificate, byAuthority);
  const known = byAuthority.get(authority);
  if (known !== undefined) return known;
  const verified = certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
  byAuthority.set(authority, verified);
  return verified;
}

// Node prints a name's parts one per line, in their order in the certificate, escaped as in RFC 2253.
function rfc2253(name: string): string {
  return name.split("\n").reverse().join(",");
}

function legacy(name: string): string {
  return name
    .split("\n")
    .map((part) => `/${part.replace(/\\(.)/g, "$1")}`)
    .join("");
}
