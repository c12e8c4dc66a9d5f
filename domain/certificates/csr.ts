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
  const requests = [...text.matchAll(requestBlock)].map(([, base64 = ""]) => base64.replaceAll(/\s/g, ""));
  const [first = ""] = requests;
  const what = findMistake(text, requests.length);
  return what === undefined ? { pem: asPem(first) } : { problem: badRequest(device, what) };
}

function findMistake(text: string, requests: number): string | undefined {
  if (text.includes("PRIVATE KEY-----")) {
    return "contains a private key; keep the key on the device, and provide the request alone";
  }
  if (requests > 1) {
    return `contains ${requests} certificate requests; put each into a separate file`;
  }
  if (requests === 1) {
    return undefined;
  }
  return text.includes("-----BEGIN CERTIFICATE-----") ? "is a certificate, not a request for one" : notPem;
}

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
  const fix = `Create it on the device, where the key stays:\n${requestCommand(device, `${device}.csr.pem`)}`;
  return { code: "bad-csr", where: `csr of ${device}`, what, fix };
}

/** Returns the command that makes a device a new key and a request in a file. */
export function requestCommand(device: string, file: string): string {
  return `openssl req -new -newkey rsa:2048 -nodes -keyout ${device}.key -subj /CN=${device} -out ${file}`;
}
