import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  webcrypto,
} from "node:crypto";
import { promisify } from "node:util";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { z } from "zod";
import type { Made, WantedResource } from "./inputs.ts";

const privateKeyInputs = z.union([
  z.strictObject({ algorithm: z.literal("RSA"), rsaBits: z.int().min(2048).default(2048) }),
  z.strictObject({ algorithm: z.literal("ECDSA"), ecdsaCurve: z.literal("P256") }),
]);

/**
 * Creates a key, RSA or ECDSA P-256, without the outputs in OpenSSH's formats.
 * https://registry.terraform.io/providers/hashicorp/tls/latest/docs/resources/private_key
 */
export async function makePrivateKey({ inputs }: WantedResource): Promise<Made> {
  const wanted = privateKeyInputs.parse(inputs);
  const { privateKey, publicKey } =
    wanted.algorithm === "RSA"
      ? await promisify(generateKeyPair)("rsa", { modulusLength: wanted.rsaBits })
      : await promisify(generateKeyPair)("ec", { namedCurve: "P-256" });
  const traditional = wanted.algorithm === "RSA" ? "pkcs1" : "sec1";
  return {
    id: keyId(publicKey),
    state: {
      ...wanted,
      privateKeyPem: privateKey.export({ type: traditional, format: "pem" }),
      privateKeyPemPkcs8: privateKey.export({ type: "pkcs8", format: "pem" }),
      publicKeyPem: publicKey.export({ type: "spki", format: "pem" }),
    },
  };
}

const certRequestInputs = z.strictObject({
  privateKeyPem: z.string(),
  subject: z.strictObject({
    commonName: z.string().optional(),
    organization: z.string().optional(),
    country: z.string().optional(),
  }),
});

/** Creates a certificate request, signed with SHA-256. The subject's parts are in Go's order. */
export async function makeCertRequest({ inputs }: WantedResource): Promise<Made> {
  const { privateKeyPem, subject } = certRequestInputs.parse(inputs);
  const key = createPrivateKey(privateKeyPem);
  // Typed values, because the library parses quotes in plain ones as syntax.
  const name: x509.JsonNameParams = [
    ...(subject.country === undefined ? [] : [{ C: [{ printableString: subject.country }] }]),
    ...(subject.organization === undefined ? [] : [{ O: [{ utf8String: subject.organization }] }]),
    ...(subject.commonName === undefined ? [] : [{ CN: [{ utf8String: subject.commonName }] }]),
  ];
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: new x509.Name(name),
    keys: await importKeys(key),
    signingAlgorithm: algorithmOf(key),
  });
  return {
    id: keyId(createPublicKey(key)),
    state: {
      ...inputs,
      certRequestPem: `${request.toString("pem")}\n`,
      keyAlgorithm: key.asymmetricKeyType === "rsa" ? "RSA" : "ECDSA",
    },
  };
}

async function importKeys(key: KeyObject): Promise<webcrypto.CryptoKeyPair> {
  const { subtle } = webcrypto;
  const algorithm = algorithmOf(key);
  const [pkcs8, spki] = [
    key.export({ type: "pkcs8", format: "der" }),
    createPublicKey(key).export({ type: "spki", format: "der" }),
  ];
  return {
    privateKey: await subtle.importKey("pkcs8", pkcs8, algorithm, true, ["sign"]),
    publicKey: await subtle.importKey("spki", spki, algorithm, true, ["verify"]),
  };
}

function algorithmOf(key: KeyObject): { name: string; hash: string; namedCurve: string } {
  const name = key.asymmetricKeyType === "rsa" ? "RSASSA-PKCS1-v1_5" : "ECDSA";
  return { name, hash: "SHA-256", namedCurve: "P-256" };
}

/** The provider's id for a key: the SHA-1 of the public key. */
const keyId = (publicKey: KeyObject): string =>
  createHash("sha1")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");
