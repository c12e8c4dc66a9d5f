import { newCsr } from "../../simulator/support/new-csr.ts";
import { surveyOf, type Surveyed } from "./survey-of.ts";

const gate = "ha-mtls:index:Gate gate";
/** The home's hostname. */
export const hostname = "ha.example.com";
/** The home's origin. */
export const origin = "http://homeassistant:8123";

/** Type tokens of a certificate and what it is made from. */
export const types = {
  key: "tls:index/privateKey:PrivateKey",
  request: "tls:index/certRequest:CertRequest",
  certificate: "cloudflare:index/clientCertificate:ClientCertificate",
};

/** Returns the state of certificates that were made with the default settings. */
export function made(names: readonly string[]): Record<string, Record<string, unknown>> {
  const entries = names.flatMap((name) => [
    [`${types.key} ${name}-key`, { algorithm: "RSA", rsaBits: 2048, ecdsaCurve: "P224" }],
    [
      `${types.request} ${name}-request`,
      { subject: { commonName: name.split(".")[0], organization: "Home", country: "US" } },
    ],
    [`${types.certificate} ${name}-certificate`, { id: name, validityDays: 3650 }],
  ]);
  return Object.fromEntries(entries) as Record<string, Record<string, unknown>>;
}

/** Surveys a zone after a run that granted this access and left these certificates in the state. */
export async function after(
  access: object,
  settings: Readonly<Record<string, unknown>> = {},
  certificatesMade: Readonly<Record<string, Record<string, unknown>>> = {},
): Promise<Surveyed> {
  const granted = { access: { entrants: {}, lanes: {}, origins: {}, ...access } };
  const certificates = Object.values(certificatesMade).flatMap(({ id }) =>
    typeof id === "string" ? [{ id, expires_on: "2100-01-01T00:00:00Z" }] : [],
  );
  return surveyOf({
    zone: { state: { ...certificatesMade, [gate]: granted }, certificates },
    settings,
    requests,
  });
}

/** The certificate request of a device that keeps its key. */
export const requests = { server: newCsr("/CN=server") };

/** Access of two devices. */
export const both = {
  entrants: { [hostname]: ["anna-phone", "ben-phone"] },
  origins: { [hostname]: origin },
};
