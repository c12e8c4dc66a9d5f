import { commonName } from "./generation.ts";
import type { HeldDevice } from "../configuration/home.ts";
import type { Configuration } from "../configuration/settings.ts";

/** What a device's certificate is made from: a change of any of it requires a new certificate. */
export interface CertificateInputs {
  /** Arguments of the private key. */
  readonly key:
    | { readonly algorithm: "RSA"; readonly rsaBits: number }
    | { readonly algorithm: "ECDSA"; readonly ecdsaCurve: string };
  /** Subject of the certificate request. */
  readonly subject: {
    readonly commonName: string;
    readonly organization: string;
    readonly country: string;
  };
  readonly validityDays: number;
}

/** Returns the inputs for a device that does not bring a certificate request of its own. */
export function certificateInputs(
  { device, generation, keyAlgorithm, validityDays }: HeldDevice,
  { organization, country }: Pick<Configuration, "organization" | "country">,
): CertificateInputs {
  return {
    key:
      keyAlgorithm === "rsa-2048"
        ? { algorithm: "RSA", rsaBits: 2048 }
        : { algorithm: "ECDSA", ecdsaCurve: "P256" },
    subject: { commonName: commonName({ device, generation }), organization, country },
    validityDays,
  };
}
