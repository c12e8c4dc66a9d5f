import { webcrypto } from "node:crypto";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { z } from "zod";
import type { TlsCredentials } from "./knock.ts";
import { askApi } from "./owner.ts";
import type { World } from "./world.ts";

/** Clients with a certificate that isn't one of the listed devices'. */
export interface Strangers {
  /** Signed by the same managed CA for another zone. */
  readonly otherCustomer: TlsCredentials;
  /** Signed for this zone and active, but not of a listed device. */
  readonly unlisted: TlsCredentials;
  readonly selfSigned: TlsCredentials;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Creates keys and certificates as good as the devices' own, but not listed. */
export async function makeStrangers({ simulator }: World): Promise<Strangers> {
  const path = `zones/${simulator.zoneId}/client_certificates`;
  return {
    otherCustomer: await signedBy(async (order) => {
      const url = new URL("/_simulator/foreign-certificates", simulator.api);
      return (await fetch(url, { method: "POST", body: JSON.stringify(order) })).json();
    }),
    unlisted: await signedBy((order) => askApi(simulator, "POST", path, order)),
    selfSigned: await selfSigned(),
  };
}

const issued = z.object({ certificate: z.string() });

async function signedBy(issue: (order: object) => Promise<unknown>): Promise<TlsCredentials> {
  const keys = await newKeys();
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: stranger,
    keys,
    signingAlgorithm: algorithm,
  });
  const { certificate } = issued.parse(await issue({ csr: request.toString("pem"), validity_days: 365 }));
  return { key: await asPem(keys), cert: certificate };
}

async function selfSigned(): Promise<TlsCredentials> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: stranger,
    keys,
    signingAlgorithm: algorithm,
    notAfter: new Date(Date.now() + 86_400_000),
  });
  return { key: await asPem(keys), cert: certificate.toString("pem") };
}

/** The name of a listed device, because a certificate's name must not open anything. */
const stranger = [{ C: ["DE"] }, { O: ["Example family"] }, { CN: ["anna-phone"] }];

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);

async function asPem({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", privateKey), "PRIVATE KEY");
}
