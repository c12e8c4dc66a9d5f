import { badRequest, findRequest } from "../../../domain/certificates/csr.ts";
import { newCsr } from "../../simulator/support/new-csr.ts";

const find = (text: string) => findRequest("anna-phone", text);

test("a file with a private key is refused, even if it also contains a good request", () => {
  const key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
  expect(find(newCsr() + key)).toMatchObject({
    problem: { what: expect.stringContaining("contains a private key") as string },
  });
});

test("line ends, line lengths, comments and the older label do not change a request", () => {
  const pem = newCsr();
  const narrow = pem.replaceAll(/(?<=^[\w+/]{20})(?=[\w+/])/gm, "\n");
  expect(find(narrow)).toEqual({ pem });
  const variant = `a comment\r\n${pem.replaceAll("CERTIFICATE REQ", "NEW CERTIFICATE REQ").replaceAll("\n", "\r\n")}`;
  expect(find(variant)).toEqual({ pem });
});

test("a text without a request is refused", () => {
  expect(find("hello")).toMatchObject({ problem: { what: "is not a certificate request in PEM" } });
});

test("a refusal says how to create a good request on the device", () => {
  expect(badRequest("anna-phone", "has no common name")).toEqual({
    code: "bad-csr",
    where: "csr of anna-phone",
    what: "has no common name",
    fix:
      "Create it on the device, where the key stays:\n" +
      "openssl req -new -newkey rsa:2048 -nodes -keyout anna-phone.key -subj /CN=anna-phone -out anna-phone.csr.pem",
  });
});
