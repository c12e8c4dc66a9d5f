import { readCertificateFacts, readManagedCaFacts } from "../ca/certificate-facts.ts";
import { type ClientCertificateFacts, type EdgeRequest, noClientCertificate } from "../edge/request.ts";
import { fields } from "../rules/field.ts";
import type { CertificateUse, RuleSurvey } from "../rules/survey.ts";
import type { State } from "../state/state.ts";

export type Stranger =
  "no certificate" | "another customer's certificate" | "revoked certificate" | "unlisted certificate";

export interface Identity {
  readonly who: Stranger;
  readonly detail: string;
  readonly certificate?: ClientCertificateFacts;
}

/**
 * Whoever must stay outside. Certificates count as soon as one hostname of the zone asks for them, because a connection
 * opened for it may carry requests for every other one. Those that no rule can tell apart are represented by one.
 */
export function strangers(state: State, survey: RuleSurvey): Identity[] {
  const nobody: Identity = { who: "no certificate", detail: "no client certificate" };
  if (state.hostnameAssociations.length === 0) return [nobody];
  const all = [nobody, ...otherCustomers(state, survey), ...revoked(state)];
  return distinct(all, survey);
}

/** Certificates of this zone that a test's expectations do not list for the hostname. */
export function unlisted(state: State, survey: RuleSurvey, hostname: string): Identity[] {
  const listed = state.expectations.hosts[hostname];
  if (!listed || state.hostnameAssociations.length === 0) return [];
  const allowed = new Set(listed.map((pin) => pin.toLowerCase()));
  const identities: Identity[] = [];
  for (const certificate of state.clientCertificates.values()) {
    if (certificate.status !== "active" || allowed.has(certificate.fingerprint_sha256)) continue;
    identities.push({
      who: "unlisted certificate",
      detail: `certificate ${certificate.id} (${certificate.fingerprint_sha256})`,
      certificate: readCertificateFacts(state, certificate.certificate),
    });
  }
  return distinct(identities, survey);
}

function otherCustomers(state: State, survey: RuleSurvey): Identity[] {
  const who = "another customer's certificate";
  const issued = [...state.foreignCertificates.values()].map((certificate) => ({
    who,
    detail: `certificate ${certificate.fingerprint_sha256} of another customer`,
    certificate: readCertificateFacts(state, certificate.certificate),
  })) satisfies Identity[];
  return [...imagined(state, survey), ...issued];
}

/** A certificate that anybody could get: any subject, so also ours where a rule trusts a subject. */
function imagined(state: State, survey: RuleSurvey): Identity[] {
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
  const identity: Identity = {
    who: "another customer's certificate",
    detail: "any certificate that the managed CA signs for another customer",
    certificate: stranger,
  };
  return [identity, ...borrowedSubjects(state, survey, stranger)];
}

function borrowedSubjects(state: State, survey: RuleSurvey, stranger: ClientCertificateFacts): Identity[] {
  if (![...survey.certificateUses.keys()].some((field) => field.includes("_subject_dn"))) return [];
  return [...state.clientCertificates.values()].map((ours) => {
    const { subjectDn, subjectDnLegacy } = readCertificateFacts(state, ours.certificate);
    return {
      who: "another customer's certificate",
      detail: `another customer's certificate with the subject ${subjectDn}`,
      certificate: { ...stranger, subjectDn, subjectDnLegacy },
    };
  });
}

function revoked(state: State): Identity[] {
  return [...state.clientCertificates.values()]
    .filter((certificate) => certificate.status !== "active")
    .map((certificate) => ({
      who: "revoked certificate",
      detail: `certificate ${certificate.id} (${certificate.status})`,
      certificate: { ...readCertificateFacts(state, certificate.certificate), verified: true, revoked: true },
    }));
}

function distinct(identities: readonly Identity[], survey: RuleSurvey): Identity[] {
  const byKey = new Map<string, Identity>();
  for (const identity of identities) {
    const key = `${identity.who} ${distinguish(identity.certificate, survey)}`;
    if (!byKey.has(key)) byKey.set(key, identity);
  }
  return [...byKey.values()];
}

/** Equal for two certificates if no rule can come to different results for them. */
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
