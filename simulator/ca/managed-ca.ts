import { randomBytes, randomUUID, webcrypto } from "node:crypto";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { csrRefused } from "../api/errors.ts";

const RSA_2048 = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A certificate that the CA has issued. */
export interface IssuedCertificate {
  /** PEM. */
  readonly certificate: string;
  /** SHA-256 of the certificate, 64 lower-case hexadecimal digits. */
  readonly fingerprintSha256: string;
  /** 40 lower-case hexadecimal digits. */
  readonly serialNumber: string;
  /** Subject key identifier, 40 lower-case hexadecimal digits. */
  readonly ski: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly subject: x509.Name;
}

/**
 * Cloudflare's managed CA, which signs CSRs for this zone and for other customers.
 * Its certificates have the fields and extensions of genuine ones: the CSR's subject, a serial number of 20 random bytes,
 * validity from a whole minute, clientAuth only, no key usage, no alternative names.
 */
export class ManagedCa {
  readonly id = randomUUID();
  private readonly crlUrl = `http://crl.cloudflare.com/${randomUUID()}.crl`;

  private readonly authority: x509.X509Certificate;
  private readonly signingKey: webcrypto.CryptoKey;

  private constructor(authority: x509.X509Certificate, signingKey: webcrypto.CryptoKey) {
    this.authority = authority;
    this.signingKey = signingKey;
  }

  /** Opens the CA. All simulators of a process share its key pair, because making one takes a second of CPU time. */
  static async open(): Promise<ManagedCa> {
    authorityOfThisProcess ??= newAuthority();
    const { certificate, privateKey } = await authorityOfThisProcess;
    return new ManagedCa(certificate, privateKey);
  }

  get certificatePem(): string {
    return this.authority.toString("pem");
  }

  /** Signs a CSR (PEM). @throws ApiError when it can't be parsed, its signature is wrong, or its key is too weak */
  async issue(csrPem: string, validityDays: number): Promise<IssuedCertificate> {
    const request = await readRequest(csrPem);
    const notBefore = new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);
    const notAfter = new Date(notBefore.getTime() + validityDays * DAY_MS);
    const subjectKey = await x509.SubjectKeyIdentifierExtension.create(request.publicKey);
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: newSerial(),
      subject: request.subjectName,
      issuer: this.authority.subjectName,
      notBefore,
      notAfter,
      publicKey: request.publicKey,
      signingKey: this.signingKey,
      signingAlgorithm: RSA_2048,
      extensions: [
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
        new x509.BasicConstraintsExtension(false, undefined, true),
        subjectKey,
        await x509.AuthorityKeyIdentifierExtension.create(this.authority.publicKey),
        new x509.CRLDistributionPointsExtension([this.crlUrl]),
      ],
    });
    return describeIssued(certificate, subjectKey.keyId, request.subjectName);
  }
}

interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly privateKey: webcrypto.CryptoKey;
}

let authorityOfThisProcess: Promise<Authority> | undefined;

async function newAuthority(): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(RSA_2048, true, ["sign", "verify"]);
  const notBefore = new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - DAY_MS);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [
      { C: ["US"] },
      { ST: ["California"] },
      { L: ["San Francisco"] },
      { O: ["Cloudflare, Inc."] },
      { OU: ["www.cloudflare.com"] },
      { CN: [`Managed CA ${randomBytes(16).toString("hex")}`] },
    ],
    notBefore,
    notAfter: new Date(notBefore.getTime() + 36_500 * DAY_MS),
    keys,
    signingAlgorithm: RSA_2048,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, privateKey: keys.privateKey };
}

async function readRequest(csrPem: string): Promise<x509.Pkcs10CertificateRequest> {
  let request: x509.Pkcs10CertificateRequest;
  try {
    if (!csrPem.includes("-----BEGIN CERTIFICATE REQUEST-----")) throw new Error("not PEM");
    request = new x509.Pkcs10CertificateRequest(csrPem);
  } catch {
    throw csrRefused("could not parse the certificate signing request");
  }
  if (!(await hasValidSignature(request))) throw csrRefused("the signature of the request is invalid");
  if (!isAcceptedKey(request.publicKey.algorithm as object)) {
    throw csrRefused("the key must be RSA with at least 2048 bits or ECDSA P-256");
  }
  return request;
}

async function hasValidSignature(request: x509.Pkcs10CertificateRequest): Promise<boolean> {
  try {
    return await request.verify();
  } catch {
    return false;
  }
}

// Cloudflare's dashboard offers RSA 2048 and ECDSA P-256; the API's documentation lists no accepted keys.
function isAcceptedKey(algorithm: object): boolean {
  if ("namedCurve" in algorithm) return algorithm.namedCurve === "P-256";
  return "modulusLength" in algorithm && Number(algorithm.modulusLength) >= 2048;
}

/** A new serial number: 20 random bytes, the first bit clear so that the number is positive without a 21st byte. */
export function newSerial(): string {
  const serial = randomBytes(20);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial.toString("hex");
}

async function describeIssued(
  certificate: x509.X509Certificate,
  ski: string,
  subject: x509.Name,
): Promise<IssuedCertificate> {
  return {
    certificate: `${certificate.toString("pem")}\n`,
    fingerprintSha256: Buffer.from(await certificate.getThumbprint("SHA-256")).toString("hex"),
    serialNumber: certificate.serialNumber.toLowerCase(),
    ski: ski.toLowerCase(),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    subject,
  };
}
