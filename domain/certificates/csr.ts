import type { Problem } from "../errors.ts";

const requestBlock =
  /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([^-]+)-----END (?:NEW )?CERTIFICATE REQUEST-----/g;

/**
 * Returns the certificate request in a text, in normal form: a change of line ends or of a comment must not lead to a new
 * certificate. Otherwise says why a device can't use the text.
 */
export function findRequest(
  device: string,
  text: string,
): { readonly pem: string } | { readonly problem: Problem } {
  if (text.includes("PRIVATE KEY-----")) {
    const what = "contains a private key; keep the key on the device, and provide the request alone";
    return { problem: badRequest(device, what) };
  }
  const [first, ...others] = [...text.matchAll(requestBlock)].map(([, base64 = ""]) => base64);
  if (first === undefined) {
    const isCertificate = text.includes("-----BEGIN CERTIFICATE-----");
    return {
      problem: badRequest(device, isCertificate ? "is a certificate, not a request for one" : notPem),
    };
  }
  return others.length > 0
    ? { problem: badRequest(device, `contains ${others.length + 1} certificate requests; ${separate}`) }
    : { pem: asPem(first.replaceAll(/\s/g, "")) };
}

const separate = "put each into a separate file";

/** Said of a text that can't be read as a request. */
export const notPem = "is not a certificate request in PEM";

function asPem(base64: string): string {
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE REQUEST-----", ...lines, "-----END CERTIFICATE REQUEST-----", ""].join(
    "\n",
  );
}

/** Describes a device's request that can't be signed, with the command that makes a good one. */
export function badRequest(device: string, what: string): Problem {
  const make = `openssl req -new -newkey rsa:2048 -nodes -keyout ${device}.key -subj /CN=${device} -out ${device}.csr.pem`;
  const fix = `Create it on the device, where the key stays:\n${make}`;
  return { code: "bad-csr", where: `csr of ${device}`, what, fix };
}
