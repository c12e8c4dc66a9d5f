import { judgeRequest } from "../../../domain/certificates/judge-request.ts";
import { newCsr } from "../../simulator/support/new-csr.ts";

const rsa = (bits: number) => [`rsa:${bits}`];
const curve = (name: string) => ["ec", "-pkeyopt", `ec_paramgen_curve:${name}`];

function request(key: readonly string[], subject = "/C=DE/O=Home/CN=anna-phone"): string {
  return newCsr(subject, key);
}

async function refusal(pem: string): Promise<string> {
  const problem = await judgeRequest("anna-phone", pem);
  return problem === undefined ? "accepted" : `${problem.what} → ${problem.fix}`;
}

test.each([
  ["RSA of 2048 bits", rsa(2048)],
  ["RSA of 3072 bits", rsa(3072)],
  ["P-256", curve("P-256")],
])("a request with a key of %s can be signed", async (_kind, key) => {
  expect(await judgeRequest("anna-phone", request(key))).toBeUndefined();
});

test.each([
  ["SHA-1, as old devices make it", "-sha1"],
  ["SHA-512", "-sha512"],
])("a request with a signature over %s can be signed", async (_hash, hash) => {
  expect(await judgeRequest("anna-phone", request([...rsa(2048), hash]))).toBeUndefined();
  expect(await judgeRequest("anna-phone", request([...curve("P-256"), hash]))).toBeUndefined();
});

test.each([
  ["RSA of 1024 bits", rsa(1024), "RSA key of 1024 bits; it needs at least 2048"],
  ["P-384", curve("P-384"), "curve secp384r1; use P-256"],
  ["secp256k1", curve("secp256k1"), "curve secp256k1; use P-256"],
  ["Ed25519", ["ed25519"], "type ed25519"],
])("a request with a key of %s is refused, with the reason and what to do", async (_kind, key, reason) => {
  const text = await refusal(request(key));
  expect(text).toContain(reason);
  expect(text).toContain("-subj /CN=anna-phone");
});

test.each([
  ["another device's name", "/CN=bob-phone", 'has the common name "bob-phone"'],
  ["no name", "/O=Home", "has no common name"],
  ["two names", "/CN=anna-phone/CN=bob-phone", '"anna-phone" and "bob-phone"'],
  ["two names in one part of the subject", "/CN=anna-phone+CN=bob-phone", "must be the device's name"],
  ["the name in capitals", "/CN=ANNA-PHONE", '"ANNA-PHONE"'],
  ["a space after the name", "/CN=anna-phone ", '"anna-phone "'],
  ["a line feed that shows the name", "/CN=x\n    commonName = anna-phone", "must be the device's name"],
])("a request for %s is refused", async (_mistake, subject, reason) => {
  expect(await refusal(request([...curve("P-256"), "-multivalue-rdn"], subject))).toContain(reason);
});

test.each([
  ["P-256", curve("P-256")],
  ["RSA", rsa(2048)],
])("a request with an invalid signature is refused, with a key of %s", async (_kind, key) => {
  const said = "signature that was not made with its own key";
  expect(await refusal(change(request(key), (der) => (der[der.length - 1]! ^= 1)))).toContain(said);
});

test("a request that is cut off, or no request at all, is refused", async () => {
  const pem = request(curve("P-256"));
  const not = "is not a certificate request in PEM";
  expect(await refusal(change(pem, (der) => der.fill(0, 0, 4)))).toContain(not);
  expect(
    await refusal("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"),
  ).toContain(not);
});

/** Changes the DER of a request. */
function change(csr: string, edit: (der: Buffer) => unknown): string {
  const der = Buffer.from(csr.replaceAll(/-----.*-----|\s/g, ""), "base64");
  edit(der);
  const lines = der.toString("base64").match(/.{1,64}/g)!;
  return ["-----BEGIN CERTIFICATE REQUEST-----", ...lines, "-----END CERTIFICATE REQUEST-----", ""].join(
    "\n",
  );
}
