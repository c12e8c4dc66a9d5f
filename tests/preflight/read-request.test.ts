import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRequest } from "../../preflight/read-request.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ha-mtls-csr-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const rsa = (bits: number) => ["-newkey", `rsa:${bits}`];
const curve = (name: string) => ["-newkey", "ec", "-pkeyopt", `ec_paramgen_curve:${name}`];

function openssl(...words: string[]): string {
  return execFileSync("openssl", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

function request(key: readonly string[], subject = "/C=DE/O=Home/CN=anna-phone"): string {
  return openssl("req", "-new", ...key, "-nodes", "-keyout", "/dev/null", "-subj", subject);
}

function judge(text: string) {
  const path = join(folder, "request.pem");
  writeFileSync(path, text);
  return readRequest("anna-phone", path);
}

function refusal(text: string): string {
  const answer = judge(text);
  return "problem" in answer ? `${answer.problem.what} → ${answer.problem.fix}` : "accepted";
}

test.each([
  ["RSA of 2048 bits", rsa(2048)],
  ["RSA of 3072 bits", rsa(3072)],
  ["P-256", curve("P-256")],
])("accepts a request with a key of %s unchanged", (_kind, key) => {
  const pem = request(key);
  expect(judge(pem)).toEqual({ pem });
});

test.each([
  ["Windows line endings", (pem: string) => pem.replaceAll("\n", "\r\n")],
  ["a description before it", (pem: string) => `Certificate Request:\n    Data:\n${pem}`],
  ["no final line break", (pem: string) => pem.trimEnd()],
  ["longer lines", (pem: string) => pem.replaceAll(/(?<=[\w+/]{64})\n(?=[\w+/=]+\n)/g, "")],
  [
    "the name that old Windows and Java give it",
    (pem: string) => pem.replaceAll("CERTIFICATE REQ", "NEW CERTIFICATE REQ"),
  ],
])("a request with %s is still the same, so that its certificate does not change", (_what, change) => {
  const pem = request(curve("P-256"));
  expect(change(pem)).not.toBe(pem);
  expect(judge(change(pem))).toEqual({ pem });
});

test("refuses a file with two requests: either could be meant", () => {
  expect(refusal(request(curve("P-256")) + request(curve("P-256")))).toContain(
    "contains 2 certificate requests",
  );
});

test.each([
  ["RSA of 1024 bits", rsa(1024), "RSA key of 1024 bits; it needs at least 2048"],
  ["P-384", curve("P-384"), "curve secp384r1; use P-256"],
  ["Ed25519", ["-newkey", "ed25519"], "type ed25519"],
])("refuses a request with a key of %s, with the reason and what to do", (_kind, key, reason) => {
  const text = refusal(request(key));
  expect(text).toContain(reason);
  expect(text).toContain("-subj /CN=anna-phone");
});

test.each([
  ["another device's name", "/CN=bob-phone", 'has the common name "bob-phone"'],
  ["no name", "/O=Home", "has no common name"],
  ["two names", "/CN=anna-phone/CN=bob-phone", '"anna-phone" and "bob-phone"'],
  ["the name in capitals", "/CN=ANNA-PHONE", '"ANNA-PHONE"'],
  ["a line feed that shows the name", "/CN=x\n    commonName = anna-phone", "must be the device's name"],
])("refuses a request for %s", (_mistake, subject, reason) => {
  expect(refusal(request(curve("P-256"), subject))).toContain(reason);
});

test("refuses a request with an invalid signature", () => {
  expect(refusal(corrupt(request(curve("P-256"))))).toContain("signature that was not made with its own key");
});

test("refuses a file that is not a request, and says what it is", () => {
  const certificate = openssl(
    "req",
    "-x509",
    ...curve("P-256"),
    "-nodes",
    "-keyout",
    "/dev/null",
    "-subj",
    "/CN=a",
  );
  const key = openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
  expect(refusal("hello")).toContain("is not a certificate request");
  expect(refusal("")).toContain("is not a certificate request");
  expect(refusal(certificate)).toContain("is a certificate, not a request");
  expect(refusal(request(curve("P-256")) + key)).toContain("contains a private key");
});

test("refuses a file that can't be read, and names it", () => {
  const answer = readRequest("anna-phone", join(folder, "nothing.pem"));
  expect("problem" in answer && answer.problem.what).toMatch(/nothing\.pem" can't be read/);
});

/** Flips one bit of the signature, which is at the end of the DER. */
function corrupt(csr: string): string {
  const der = Buffer.from(csr.replaceAll(/-----.*-----|\s/g, ""), "base64");
  der[der.length - 1]! ^= 1;
  const lines = der.toString("base64").match(/.{1,64}/g)!;
  return ["-----BEGIN CERTIFICATE REQUEST-----", ...lines, "-----END CERTIFICATE REQUEST-----", ""].join(
    "\n",
  );
}
