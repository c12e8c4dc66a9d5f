import { X509Certificate } from "node:crypto";
import type { Inputs } from "../../../testing/rehearsal/inputs.ts";
import { makeCertRequest, makePrivateKey } from "../../../testing/rehearsal/tls-resources.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";

const site = withSimulator();
const wanted = (inputs: Inputs) => ({ type: "tls", name: "it", inputs, importId: undefined });

test.each([
  [{ algorithm: "RSA", rsaBits: 2048 }, "rsa", "BEGIN RSA PRIVATE KEY"],
  [{ algorithm: "ECDSA", ecdsaCurve: "P256" }, "ec", "BEGIN EC PRIVATE KEY"],
])("a request for %j is signed by Cloudflare with its whole subject", async (algorithm, type, header) => {
  const { privateKeyPem } = (await makePrivateKey(wanted(algorithm))).state;
  expect(privateKeyPem).toContain(header);
  const subject = { commonName: "anna-phone", organization: 'Ünïcode, "Home" + Söhne', country: "DE" };
  const request = await makeCertRequest(wanted({ privateKeyPem, subject }));
  const csr = String(request.state["certRequestPem"]);
  const issued = await site.client.clientCertificates.create({ ...site.zone, csr, validity_days: 365 });
  expect(issued).toMatchObject({
    common_name: "anna-phone",
    organization: subject.organization,
    country: "DE",
  });
  expect(new X509Certificate(issued.certificate!).publicKey.asymmetricKeyType).toBe(type);
});

test("keys that the program doesn't use are refused", async () => {
  await expect(makePrivateKey(wanted({ algorithm: "ED25519" }))).rejects.toThrow();
  await expect(makePrivateKey(wanted({ algorithm: "RSA", rsaBits: 1024 }))).rejects.toThrow();
});
