import { execFileSync, spawnSync } from "node:child_process";
import { judgeRequest, plainRequest } from "../../../domain/certificates/csr.ts";

/** A request with a fresh P-256 key, as openssl writes it. */
function newRequest(subject = "/CN=anna-phone"): string {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "/dev/null"];
  const words = ["req", "-new", ...key, "-subj", subject];
  return execFileSync("openssl", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

function judge(text: string) {
  const words = ["req", "-verify", "-noout", "-pubkey", "-subject", "-nameopt", "multiline,utf8"];
  const said = spawnSync("openssl", words, { input: plainRequest(text) ?? text, encoding: "utf8" });
  return judgeRequest("anna-phone", text, said);
}

test("a request for the device with a P-256 key can be signed", () => {
  expect(judge(newRequest())).toBeUndefined();
});

test("a request for another device is refused, with the command that creates the right one", () => {
  expect(judge(newRequest("/CN=ben-phone"))).toEqual({
    code: "bad-csr",
    where: "csr of anna-phone",
    what: 'has the common name "ben-phone"; it must be the device\'s name, "anna-phone"',
    fix:
      "Create it on the device, where the key stays:\n" +
      "openssl req -new -newkey rsa:2048 -nodes -keyout anna-phone.key -subj /CN=anna-phone -out anna-phone.csr.pem",
  });
});

test("a file with a private key is refused, even if it also contains a good request", () => {
  const key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
  expect(judge(newRequest() + key)?.what).toContain("contains a private key");
});

test("line ends, line lengths, comments and the older label do not change a request", () => {
  const pem = newRequest();
  const narrow = pem.replaceAll(/(?<=^[\w+/]{20})(?=[\w+/])/gm, "\n");
  expect(plainRequest(narrow)).toBe(pem);
  const variant = `a comment\r\n${pem.replaceAll("CERTIFICATE REQ", "NEW CERTIFICATE REQ").replaceAll("\n", "\r\n")}`;
  expect(plainRequest(variant)).toBe(pem);
});

test("a text without a request has no normal form", () => {
  expect(plainRequest("hello")).toBeUndefined();
});
