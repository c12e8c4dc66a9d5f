import { createPublicKey, type KeyObject } from "node:crypto";
import "reflect-metadata";
import { Pkcs10CertificateRequest } from "@peculiar/x509";
import type { Problem } from "../errors.ts";
import { badRequest, notPem } from "./csr.ts";

/**
 * Says why a device's certificate request (PEM) can't be signed; undefined when it can. Only RSA with 2048 bits or more
 * and P-256 are accepted, which Cloudflare recommends and every device can use.
 * https://developers.cloudflare.com/ssl/client-certificates/create-a-client-certificate/
 */
export async function judgeRequest(device: string, pem: string): Promise<Problem | undefined> {
  const request = parse(pem);
  const what = request === undefined ? notPem : await findMistake(device, request);
  return what === undefined ? undefined : badRequest(device, what);
}

async function findMistake(device: string, request: Pkcs10CertificateRequest): Promise<string | undefined> {
  const key = publicKeyOf(request);
  if (key === undefined) {
    return "has a key that can't be read; use RSA or P-256";
  }
  const weak = weakness(key);
  if (weak !== undefined) {
    return weak;
  }
  return (await request.verify().catch(() => false))
    ? wrongName(device, request.subjectName.getField("CN"))
    : "has a signature that was not made with its own key: the file is damaged or was changed";
}

function parse(pem: string): Pkcs10CertificateRequest | undefined {
  try {
    return new Pkcs10CertificateRequest(pem);
  } catch {
    return undefined;
  }
}

function publicKeyOf({ publicKey }: Pkcs10CertificateRequest): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(publicKey.rawData), format: "der", type: "spki" });
  } catch {
    return undefined;
  }
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

function wrongName(device: string, names: readonly string[]): string | undefined {
  if (names.length === 1 && names[0] === device) {
    return undefined;
  }
  const shown = names.map((name) => JSON.stringify(name)).join(" and ");
  return `has ${shown === "" ? "no common name" : `the common name ${shown}`}; it must be the device's name, "${device}"`;
}
