import { X509Certificate } from "node:crypto";
import { newCsr } from "../../support/new-csr.ts";
import { textLike } from "../../support/text-matchers.ts";
import { collect, refusalOf, withSimulator } from "../../support/with-simulator.ts";

const underTest = withSimulator();
const certificates = () => underTest.client.clientCertificates;
const issue = (csr = newCsr()) => certificates().create({ ...underTest.zone, csr, validity_days: 3650 });

test("the response describes the issued certificate", async () => {
  const csr = newCsr("/C=DE/ST=Berlin/L=Mitte/O=Home/OU=Devices/CN=phone");
  const issued = await issue(csr);
  const certificate = new X509Certificate(issued.certificate!);
  expect(issued).toMatchObject({
    id: textLike(/^[0-9a-f]{32}$/),
    csr,
    common_name: "phone",
    country: "DE",
    state: "Berlin",
    location: "Mitte",
    organization: "Home",
    organizational_unit: "Devices",
    fingerprint_sha256: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    serial_number: certificate.serialNumber.toLowerCase(),
    signature: "SHA256WithRSA",
    status: "active",
    validity_days: 3650,
  });
  expect(new Date(issued.expires_on!)).toEqual(new Date(certificate.validTo));
  expect(await certificates().get(issued.id!, underTest.zone)).toEqual(issued);
});

test("an unknown id is refused", async () => {
  const call = certificates().get("0".repeat(32), underTest.zone);
  expect(await refusalOf(call)).toMatchObject({ status: 404, code: 1415 });
});

test.each([
  ["text that is no CSR", "hello"],
  ["a CSR whose signature is wrong", corrupt(newCsr())],
  ["an RSA key of 1024 bits", newCsr("/CN=x", ["rsa:1024"])],
  ["a key on another curve", newCsr("/CN=x", ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"])],
])("%s is refused", async (_mistake, csr) => {
  expect(await refusalOf(issue(csr))).toMatchObject({ status: 400 });
  expect(await collect(certificates().list(underTest.zone))).toEqual([]);
});

test("certificates are listed by status and in pages, with their total number", async () => {
  const { zone, simulator, send } = underTest;
  const csr = newCsr();
  for (let count = 0; count < 7; count += 1) await issue(csr);
  const [{ id }] = (await collect(certificates().list(zone))) as [{ id: string }];
  await certificates().delete(id, zone);
  expect(await collect(certificates().list({ ...zone, status: "active", per_page: 5 }))).toHaveLength(6);
  expect(await collect(certificates().list({ ...zone, status: "revoked" }))).toMatchObject([{ id }]);
  const response = await send(`/zones/${simulator.zoneId}/client_certificates?per_page=5&page=2`);
  expect(await response.json()).toMatchObject({
    result_info: { count: 2, page: 2, per_page: 5, total_count: 7, total_pages: 2 },
  });
});

test("a page of more than 50 certificates is refused", async () => {
  const response = await underTest.send(
    `/zones/${underTest.simulator.zoneId}/client_certificates?per_page=51`,
  );
  expect(response.status).toBe(400);
});

test("hostname associations are replaced as a whole and keep their order", async () => {
  const { client, zone } = underTest;
  const associations = client.certificateAuthorities.hostnameAssociations;
  expect(await associations.get(zone)).toEqual({ hostnames: [] });
  await associations.update({ ...zone, hostnames: ["b.example.com", "a.example.com"] });
  expect(await associations.get(zone)).toEqual({ hostnames: ["b.example.com", "a.example.com"] });
  await associations.update({ ...zone, hostnames: ["a.example.com"] });
  expect(await associations.get(zone)).toEqual({ hostnames: ["a.example.com"] });
});

test.each([
  ["a hostname of another zone", { hostnames: ["notexample.com"] }],
  ["no list", { hostnames: null }],
  ["an uploaded CA", { hostnames: [], mtls_certificate_id: "568b6b74-7b0c-4755-8840-4e3b8c24adeb" }],
])("hostname associations with %s are refused", async (_mistake, body) => {
  const path = `/zones/${underTest.simulator.zoneId}/certificate_authorities/hostname_associations`;
  const response = await underTest.send(path, { method: "PUT", body: JSON.stringify(body) });
  expect(response.status).toBe(400);
});

/** Turns one bit of the signature, which is the end of the DER. */
function corrupt(csr: string): string {
  const der = Buffer.from(csr.replaceAll(/-----.*-----|\s/g, ""), "base64");
  der[der.length - 1]! ^= 1;
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`;
}
