import { X509Certificate } from "node:crypto";
import { createEdgeCertificates, isCovered } from "cloudflare-simulator/edge/tls/certificates.ts";

test.each([
  ["example.com", true],
  ["ha.example.com", true],
  ["a.ha.example.com", false],
  ["example.org", false],
  ["badexample.com", false],
  ["com", false],
])("whether a zone's certificate covers %s", async (name, covered) => {
  expect(isCovered("example.com", name)).toBe(covered);
  const { chain } = await createEdgeCertificates("example.com");
  expect(new X509Certificate(chain).checkHost(name, { partialWildcards: false }) !== undefined).toBe(covered);
});

test("the certificate is signed by a CA that can't have subordinate CAs", async () => {
  const { authority, chain } = await createEdgeCertificates("example.com");
  const [ca, leaf] = [new X509Certificate(authority), new X509Certificate(chain)];
  expect([ca.ca, leaf.ca, leaf.verify(ca.publicKey)]).toEqual([true, false, true]);
});
