import { createPublicKey, type KeyObject } from "node:crypto";
import type { Problem } from "../errors.ts";

/** The output of `openssl req -verify -noout -pubkey -subject -nameopt multiline,utf8` for a certificate request. */
export interface OpensslOutput {
  /** The public key in PEM, then the subject with one attribute per line. */
  readonly stdout: string;
  /** Says whether the key made the signature, which the exit code does not tell in every version of openssl. */
  readonly stderr: string;
}

const requestBlock =
  /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([^-]+)-----END (?:NEW )?CERTIFICATE REQUEST-----/g;

/**
 * Returns the first certificate request in a text, in normal form: a change of line ends or of a comment must not lead
 * to a new certificate. Undefined when there is none.
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
 * Says what is wrong with a device's certificate request; undefined when it can be signed. Only RSA with 2048 bits or
 * more and P-256 are accepted, which Cloudflare recommends and every device can use.
 * https://developers.cloudflare.com/ssl/client-certificates/create-a-client-certificate/
 * @param text the content of the file
 */
export function judgeRequest(device: string, text: string, output: OpensslOutput): Problem | undefined {
  const what = findMistake(device, text, output);
  return what === undefined
    ? undefined
    : { code: "bad-csr", where: `csr of ${device}`, what, fix: howToMake(device) };
}

function findMistake(device: string, text: string, output: OpensslOutput): string | undefined {
  if (text.includes("PRIVATE KEY-----")) {
    return "contains a private key; keep the key on the device, and provide the request alone";
  }
  const requests = [...text.matchAll(requestBlock)].length;
  if (requests > 1) {
    return `contains ${requests} certificate requests; put each into a separate file`;
  }
  const key = publicKeyOf(output.stdout);
  if (key === undefined) {
    return text.includes("-----BEGIN CERTIFICATE-----")
      ? "is a certificate, not a request for one"
      : "is not a certificate request in PEM";
  }
  if (!/verify OK/i.test(output.stderr)) {
    return "has a signature that was not made with its own key: the file is damaged or was changed";
  }
  return weakness(key) ?? wrongName(device, output.stdout);
}

function publicKeyOf(stdout: string): KeyObject | undefined {
  const pem = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/.exec(stdout)?.[0];
  return pem === undefined ? undefined : createPublicKey(pem);
}

function weakness(key: KeyObject): string | undefined {
  const { modulusLength = 0, namedCurve = "" } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case "rsa":
      return modulusLength < 2048
        ? `has an RSA key of ${modulusLength} bits; it needs at least 2048`
        : undefined;
    case "ec":
      return namedCurve === "prime256v1" ? undefined : `has a key on the curve ${namedCurve}; use P-256`;
    default:
      return `has a key of type ${key.asymmetricKeyType ?? "unknown"}; use RSA or P-256`;
  }
}

function wrongName(device: string, stdout: string): string | undefined {
  const names = [...stdout.matchAll(/^\s*commonName\s*=\s*(.*?)\s*$/gm)].map((match) => match[1]);
  if (names.length === 1 && names[0] === device) {
    return undefined;
  }
  const shown = names.map((name) => JSON.stringify(name)).join(" and ");
  return `has ${shown === "" ? "no common name" : `the common name ${shown}`}; it must be the device's name, "${device}"`;
}

function howToMake(device: string): string {
  return [
    "Create it on the device, where the key stays:",
    `openssl req -new -newkey rsa:2048 -nodes -keyout ${device}.key -subj /CN=${device} -out ${device}.csr.pem`,
  ].join("\n");
}
