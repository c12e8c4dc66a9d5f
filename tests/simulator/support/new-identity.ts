import { webcrypto } from "node:crypto";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";

const p256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Creates a key (PKCS#8 PEM) and a request for a certificate with this common name. */
export async function newIdentity(commonName: string): Promise<{ key: string; csr: string }> {
  const keys = await webcrypto.subtle.generateKey(p256, true, ["sign", "verify"]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ O: ["Home"] }, { CN: [commonName] }],
    keys,
    signingAlgorithm: p256,
  });
  return { key: await exportKey(keys), csr: `${request.toString("pem")}\n` };
}

/** Creates a self-signed certificate that is valid from an hour ago for two hours. */
export async function newSelfSigned(commonName: string): Promise<{ key: string; certificate: string }> {
  const keys = await webcrypto.subtle.generateKey(p256, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: [{ CN: [commonName] }],
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 3_600_000),
    keys,
    signingAlgorithm: p256,
  });
  return { key: await exportKey(keys), certificate: `${certificate.toString("pem")}\n` };
}

async function exportKey(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY");
}
