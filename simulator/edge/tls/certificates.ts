import { randomBytes, webcrypto } from "node:crypto";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { newSerial } from "../../ca/managed-ca.ts";

/** The edge's server certificate, its key, and the CA that clients have to trust, all PEM. */
export interface EdgeCertificates {
  readonly authority: string;
  /** Leaf first. */
  readonly chain: string;
  readonly key: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const dayMs = 86_400_000;

/** Creates the certificate that Universal SSL provides for a zone: its apex, and all names one label below. */
export async function createEdgeCertificates(zoneName: string): Promise<EdgeCertificates> {
  const authorityKeys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const serverKeys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const notBefore = new Date(Date.now() - dayMs);
  const notAfter = new Date(Date.now() + 90 * dayMs);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ O: ["ha-mtls simulator"] }, { CN: [`Simulated edge ${randomBytes(4).toString("hex")}`] }],
    notBefore,
    notAfter,
    keys: authorityKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const server = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: [{ CN: [zoneName] }],
    issuer: authority.subjectName,
    notBefore,
    notAfter,
    publicKey: serverKeys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: await serverExtensions(zoneName, serverKeys.publicKey, authorityKeys.publicKey),
  });
  const key = await webcrypto.subtle.exportKey("pkcs8", serverKeys.privateKey);
  return {
    authority: `${authority.toString("pem")}\n`,
    chain: `${server.toString("pem")}\n`,
    key: x509.PemConverter.encode(key, "PRIVATE KEY"),
  };
}

/** Whether the zone's server certificate covers the name: the apex, or one label below it. */
export function isCovered(zoneName: string, serverName: string): boolean {
  if (serverName === zoneName) return true;
  const suffix = `.${zoneName}`;
  return serverName.endsWith(suffix) && !serverName.slice(0, -suffix.length).includes(".");
}

async function serverExtensions(
  zoneName: string,
  serverKey: webcrypto.CryptoKey,
  authorityKey: webcrypto.CryptoKey,
): Promise<x509.Extension[]> {
  return [
    new x509.SubjectAlternativeNameExtension([
      { type: "dns", value: zoneName },
      { type: "dns", value: `*.${zoneName}` },
    ]),
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    await x509.SubjectKeyIdentifierExtension.create(serverKey),
    await x509.AuthorityKeyIdentifierExtension.create(authorityKey),
  ];
}
