import { readCertificateFacts, readManagedCaFacts } from "../ca/certificate-facts.ts";
import { type ClientCertificateFacts, type EdgeRequest, noClientCertificate } from "../edge/request.ts";
import { fields } from "../rules/field.ts";
import type { CertificateUse, RuleSurvey } from "../rules/survey.ts";
import type { State } from "../state/state.ts";

export type StrangerKind =
  "no certificate" | "another customer's certificate" | "revoked certificate" | "unlisted certificate";

/** Somebody who must not get in. */
export interface Stranger {
  readonly who: StrangerKind;
  readonly detail: string;
  readonly certificate?: ClientCertificateFacts;
}

/**
 * Returns everybody who must not get in, wherever it is; of strangers that no rule can tell apart, only one. Those with a
 * certificate count once any hostname of the zone requests one: a connection opened for it may carry requests for all names.
 */
export function strangers(state: State, survey: RuleSurvey): Stranger[] {
  const nobody: Stranger = { who: "no certificate", detail: "no client certificate" };
  if (state.hostnameAssociations.length === 0) return [nobody];
  const all = [nobody, ...otherCustomers(state, survey), ...revoked(state)];
  return distinct(all, survey);
}

/** Returns the holders of this zone's certificates that a test's expectations don't list for the hostname. */
export function unlisted(state: State, survey: RuleSurvey, hostname: string): Stranger[] {
  const listed = state.expectations.hosts[hostname];
  if (!listed || state.hostnameAssociations.length === 0) return [];
  const allowed = new Set(listed.map((pin) => pin.toLowerCase()));
  const others = [...state.clientCertificates.values()].filter(
    ({ status, fingerprint_sha256 }) => status === "active" && !allowed.has(fingerprint_sha256),
  );
  const found = others.map(({ id, fingerprint_sha256, certificate }): Stranger => ({
    who: "unlisted certificate",
    detail: `certificate ${id} (${fingerprint_sha256})`,
    certificate: readCertificateFacts(state, certificate),
  }));
  return distinct(found, survey);
}

function otherCustomers(state: State, survey: RuleSurvey): Stranger[] {
  const issued = [...state.foreignCertificates.values()].map(({ fingerprint_sha256, certificate }) =>
    otherCustomer(
      `certificate ${fingerprint_sha256} of another customer`,
      readCertificateFacts(state, certificate),
    ),
  );
  return [...imagined(state, survey), ...issued];
}

const otherCustomer = (detail: string, certificate: ClientCertificateFacts): Stranger => ({
  who: "another customer's certificate",
  detail,
  certificate,
});

/** Certificates that anybody could get, with any subject: also with one of ours, where a rule trusts a subject. */
function imagined(state: State, survey: RuleSurvey): Stranger[] {
  const authority = readManagedCaFacts(state);
  const stranger: ClientCertificateFacts = {
    ...noClientCertificate,
    presented: true,
    verified: true,
    fingerprintSha256: "5".repeat(64),
    fingerprintSha1: "5".repeat(40),
    serial: "5".repeat(40),
    ski: "5".repeat(40),
    issuerSerial: authority.serial,
    issuerSki: authority.ski,
    issuerDn: authority.subjectDn,
    issuerDnLegacy: authority.subjectDnLegacy,
    subjectDn: "CN=stranger",
    subjectDnLegacy: "/CN=stranger",
    notBefore: authority.notBefore,
    notAfter: authority.notAfter,
  };
  const any = otherCustomer("any certificate that the managed CA signs for another customer", stranger);
  return [any, ...borrowedSubjects(state, survey, stranger)];
}

function borrowedSubjects(state: State, survey: RuleSurvey, stranger: ClientCertificateFacts): Stranger[] {
  if (![...survey.certificateUses.keys()].some((field) => field.includes("_subject_dn"))) return [];
  return [...state.clientCertificates.values()].map((ours) => {
    const { subjectDn, subjectDnLegacy } = readCertificateFacts(state, ours.certificate);
    const detail = `another customer's certificate with the subject ${subjectDn}`;
    return otherCustomer(detail, { ...stranger, subjectDn, subjectDnLegacy });
  });
}

function revoked(state: State): Stranger[] {
  return [...state.clientCertificates.values()]
    .filter((certificate) => certificate.status !== "active")
    .map((certificate) => ({
      who: "revoked certificate",
      detail: `certificate ${certificate.id} (${certificate.status})`,
      certificate: { ...readCertificateFacts(state, certificate.certificate), verified: true, revoked: true },
    }));
}

function distinct(all: readonly Stranger[], survey: RuleSurvey): Stranger[] {
  const byKey = new Map<string, Stranger>();
  for (const stranger of all) {
    const key = `${stranger.who} ${distinguish(stranger.certificate, survey)}`;
    if (!byKey.has(key)) byKey.set(key, stranger);
  }
  return [...byKey.values()];
}

/** A key that is equal for two certificates that no rule can tell apart. */
function distinguish(certificate: ClientCertificateFacts | undefined, survey: RuleSurvey): string {
  if (!certificate) return "";
  const marks = [String(certificate.verified), String(certificate.revoked)];
  for (const [field, use] of survey.certificateUses) marks.push(mark(field, use, certificate));
  return marks.join(" ");
}

function mark(field: string, use: CertificateUse, certificate: ClientCertificateFacts): string {
  const value = fields.get(field)?.read({ clientCertificate: certificate } as EdgeRequest);
  return typeof value === "string" && (!use.exact || use.literals.has(value)) ? value : "";
}
