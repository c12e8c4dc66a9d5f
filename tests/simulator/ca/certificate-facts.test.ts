import { X509Certificate } from "node:crypto";
import { readCertificateFacts, readManagedCaFacts } from "cloudflare-simulator/ca/certificate-facts.ts";
import type { CertificateStatus } from "cloudflare-simulator/state/state.ts";
import { World } from "../support/edge-world.ts";
import { newSelfSigned } from "../support/new-identity.ts";

let world: World;

beforeEach(async () => {
  world = await World.create();
});

const facts = (certificate: string) => readCertificateFacts(world.state, certificate);

test("a certificate of the zone is verified, and described in Cloudflare's spelling", async () => {
  const { certificate, pin } = await world.device("phone");
  const { serialNumber, fingerprint, validFrom, raw } = new X509Certificate(certificate);
  expect(facts(certificate)).toMatchObject({
    presented: true,
    verified: true,
    revoked: false,
    fingerprintSha256: pin,
    fingerprintSha1: fingerprint.replaceAll(":", "").toLowerCase(),
    serial: serialNumber,
    subjectDn: "CN=phone,O=Home",
    subjectDnLegacy: "/O=Home/CN=phone",
    issuerDn: expect.stringMatching(/^CN=Managed CA .*O=Cloudflare\\, Inc\.,L=San Francisco/) as string,
    issuerDnLegacy: expect.stringContaining("/O=Cloudflare, Inc./") as string,
    notBefore: validFrom,
    rfc9440: `:${raw.toString("base64")}:`,
  });
});

test("a certificate names its issuer by the managed CA's serial number and key", async () => {
  const { certificate } = await world.device();
  const authority = readManagedCaFacts(world.state);
  const { issuerSerial, issuerSki, issuerDn } = facts(certificate);
  expect([issuerSerial, issuerSki, issuerDn]).toEqual([authority.serial, authority.ski, authority.subjectDn]);
});

test("another customer's certificate is verified, too", async () => {
  const { certificate } = await world.otherCustomer();
  expect(facts(certificate)).toMatchObject({ verified: true, revoked: false });
});

test("a self-signed certificate is not verified, and has no issuer's serial number", async () => {
  const { certificate } = await newSelfSigned("phone");
  expect(facts(certificate)).toMatchObject({ presented: true, verified: false, issuerSerial: "" });
});

test.each<[CertificateStatus, boolean]>([
  ["active", false],
  ["pending_revocation", true],
  ["revoked", true],
  ["pending_reactivation", true],
])("a certificate whose status is %s: revoked is %s, and it stays verified", async (status, revoked) => {
  const { certificate, issued } = await world.device();
  expect(facts(certificate).revoked).toBe(false);
  issued.status = status;
  expect(facts(certificate)).toMatchObject({ verified: true, revoked });
});

test.each([
  ["before it is valid", -1],
  ["after it has expired", 31],
])("a certificate is not verified %s", async (_, days) => {
  const { certificate } = await world.device();
  const now = jest.spyOn(Date, "now").mockReturnValue(Date.now() + days * 86_400_000);
  const { verified } = facts(certificate);
  now.mockRestore();
  expect(verified).toBe(false);
});
