import { createPublicKey, type KeyObject } from "node:crypto";
import type { Problem } from "../errors.ts";

/** What `openssl req -verify -noout -pubkey -subject -nameopt multiline,utf8` said about a certificate request. */
export interface RequestDescription {
  /** Public key (PEM), then the subject, one attribute a line. */
  readonly stdout: string;
  /** Whether the signature is the key's: no openssl says it in its exit code alone. */
  readonly stderr: string;
}

const requestBlock =
  /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([^-]+)-----END (?:NEW )?CERTIFICATE REQUEST-----/g;

/**
 * The request in a file, always written in the same way: Cloudflare would be asked for another certificate when
 * nothing but line ends or a comment changed. Undefined when there is none.
 */
export function plainRequest(text: string): string | undefined {
  const [first] = [...text.matchAll(requestBlock)];
  const base64 = (first?.[1] ?? "").replaceAll(/\s/g, "");
  const lines = base64.match(/.{1,64}/g);
  return lines === null
    ? undefined
    : ["-----BEGIN CERTIFICATE REQUEST-----", ...lines, "-----END CERTIFICATE REQUEST-----", ""].join("\n");
}

/**
 * What is wrong with the certificate request of a device; undefined when it can be signed.
 * Cloudflare recommends RSA of 2048 bits or more, or P-256, and every device can use these.
 * https://developers.cloudflare.com/ssl/client-certificates/create-a-client-certificate/
 */
export function judgeRequest(device: string, text: string, said: RequestDescription): Problem | undefined {
  const what = describeMistake(device, text, said);
  return what === undefined
    ? undefined
    : { code: "bad-csr", where: `csr of ${device}`, what, fix: howToMake(device) };
}

function describeMistake(device: string, text: string, said: RequestDescription): string | undefined {
  if (text.includes("PRIVATE KEY-----")) {
    return "holds a private key; the key stays on the device, the request alone comes here";
  }
  const requests = [...text.matchAll(requestBlock)].length;
  if (requests > 1) {
    return `holds ${requests} certificate requests; write each into a file of its own`;
  }
  const key = publicKeyOf(said.stdout);
  if (key === undefined) {
    return text.includes("-----BEGIN CERTIFICATE-----")
      ? "is a certificate, not a request for one"
      : "is not a certificate request in PEM";
  }
  if (!/verify OK/i.test(said.stderr)) {
    return "has a signature that its own key did not make: the file is damaged or was changed";
  }
  return weakness(key) ?? wrongName(device, said.stdout);
}

function publicKeyOf(stdout: string): KeyObject | undefined {
  const pem = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/.exec(stdout)?.[0];
  return pem === undefined ? undefined : createPublicKey(pem);
}

function weakness(key: KeyObject): string | undefined {
  const { modulusLength = 0, namedCurve = "" } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case "rsa":
      return modulusLength < 2048 ? `has an RSA key of ${modulusLength} bits; 2048 are the least` : undefined;
    case "ec":
      return namedCurve === "prime256v1"
        ? undefined
        : `has a key on the curve ${namedCurve}; only P-256 works`;
    default:
      return `has a key of the kind ${key.asymmetricKeyType ?? "unknown"}; RSA and P-256 work`;
  }
}

function wrongName(device: string, stdout: string): string | undefined {
  const names = [...stdout.matchAll(/^\s*commonName\s*=\s*(.*?)\s*$/gm)].map((match) => match[1]);
  if (names.length === 1 && names[0] === device) {
    return undefined;
  }
  const shown = names.map((name) => JSON.stringify(name)).join(" and ");
  return `is for ${shown === "" ? "no common name" : shown}; the common name must be the device's, "${device}"`;
}

function howToMake(device: string): string {
  return [
    "Make it on the device, where the key stays:",
    `openssl req -new -newkey rsa:2048 -nodes -keyout ${device}.key -subj /CN=${device} -out ${device}.csr.pem`,
  ].join("\n");
}
