import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManagedCa } from "cloudflare-simulator/ca/managed-ca.ts";
import { newCsr, P256 } from "../support/new-csr.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "managed-ca-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const openssl = (args: readonly string[], input = ""): string =>
  execFileSync("openssl", args, { encoding: "utf8", input, stdio: "pipe" });

test.each([
  ["RSA 2048", ["rsa:2048"]],
  ["RSA 4096", ["rsa:4096"]],
  ["ECDSA P-256", P256],
])("openssl accepts a certificate for an %s key as a client's", async (_name, key) => {
  const ca = await ManagedCa.open();
  const { certificate } = await ca.issue(newCsr("/CN=phone", key), 30);
  const caPath = join(folder, "ca.pem");
  writeFileSync(caPath, ca.certificatePem);
  const verdict = openssl(
    ["verify", "-purpose", "sslclient", "-x509_strict", "-CAfile", caPath],
    certificate,
  );
  expect(verdict).toContain("OK");
});

test("a certificate has the fields and extensions of a genuine one", async () => {
  const ca = await ManagedCa.open();
  const { certificate } = await ca.issue(newCsr("/C=DE/O=Home/CN=phone"), 3650);
  const text = openssl(["x509", "-noout", "-text", "-nameopt", "RFC2253"], certificate);
  expect(text).toMatch(/Issuer: CN=Managed CA [0-9a-f]{32},OU=www\.cloudflare\.com,O=Cloudflare\\, Inc\.,/);
  expect(text).toContain("Subject: CN=phone,O=Home,C=DE");
  expect(text).toContain("Signature Algorithm: sha256WithRSAEncryption");
  expect(text).toMatch(/Extended Key Usage: \n\s+TLS Web Client Authentication\n/);
  expect(text).toMatch(/Basic Constraints: critical\n\s+CA:FALSE/);
  expect(text).toMatch(/URI:http:\/\/crl\.cloudflare\.com\/[0-9a-f-]{36}\.crl/);
  expect(text).toContain("Subject Key Identifier");
  expect(text).toContain("Authority Key Identifier");
  expect(text).not.toMatch(/X509v3 Key Usage|Alternative Name/);
});

test("a certificate is valid from a whole minute for exactly the days asked for", async () => {
  const ca = await ManagedCa.open();
  const { notBefore, notAfter } = await ca.issue(newCsr(), 3650);
  expect(notBefore.getTime() % 60_000).toBe(0);
  expect(notAfter.getTime() - notBefore.getTime()).toBe(3650 * 86_400_000);
});

test("extensions that a CSR asks for are not copied", async () => {
  const ca = await ManagedCa.open();
  const csr = openssl([
    ...["req", "-new", "-newkey", ...P256, "-nodes", "-keyout", join(folder, "key.pem"), "-subj", "/CN=x"],
    ...["-addext", "subjectAltName=DNS:ha.example.com", "-addext", "basicConstraints=CA:TRUE"],
  ]);
  const text = openssl(["x509", "-noout", "-text"], (await ca.issue(csr, 30)).certificate);
  expect(text).not.toContain("ha.example.com");
  expect(text).toContain("CA:FALSE");
});

test("serial numbers have 20 bytes and differ", async () => {
  const ca = await ManagedCa.open();
  const csr = newCsr();
  const issued = await Promise.all(Array.from({ length: 20 }, () => ca.issue(csr, 30)));
  const serials = issued.map(({ serialNumber }) => serialNumber);
  expect(new Set(serials).size).toBe(20);
  for (const serial of serials) expect(serial).toMatch(/^[0-9a-f]{40}$/);
});
