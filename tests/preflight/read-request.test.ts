import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judgeRequests, readRequest } from "../../preflight/read-request.ts";
import { newIdentity } from "../cli/device/new-identity.ts";
import { newCsr } from "../simulator/support/new-csr.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ha-mtls-csr-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function judge(text: string) {
  const path = join(folder, "request.pem");
  writeFileSync(path, text);
  return readRequest("anna-phone", path);
}

function refusal(text: string): string {
  const answer = judge(text);
  return "problem" in answer ? `${answer.problem.what} → ${answer.problem.fix}` : "accepted";
}

test("reads a request unchanged", () => {
  const pem = newCsr();
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
  const pem = newCsr();
  expect(change(pem)).not.toBe(pem);
  expect(judge(change(pem))).toEqual({ pem });
});

test("refuses a file with two requests: either could be meant", () => {
  expect(refusal(newCsr() + newCsr())).toContain("contains 2 certificate requests");
});

test("refuses a file that is not a request, and says what it is", () => {
  const { key, certificate } = newIdentity("ecdsa-p256", "a");
  expect(refusal("hello")).toContain("is not a certificate request");
  expect(refusal("")).toContain("is not a certificate request");
  expect(refusal(certificate)).toContain("is a certificate, not a request");
  expect(refusal(newCsr() + key)).toContain("contains a private key");
});

test("refuses a file that can't be read, and names it", () => {
  const answer = readRequest("anna-phone", join(folder, "nothing.pem"));
  expect("problem" in answer && answer.problem.what).toMatch(/nothing\.pem" can't be read/);
});

test("requests that can't be signed are reported by device", async () => {
  const weak = newCsr("/CN=ben-phone", ["rsa:1024"]);
  const good = newCsr("/CN=anna-phone");
  expect(await judgeRequests({ "ben-phone": weak, "anna-phone": good })).toMatchObject([
    { where: "csr of ben-phone", what: expect.stringContaining("1024 bits") as string },
  ]);
  expect(await judgeRequests({})).toEqual([]);
});
