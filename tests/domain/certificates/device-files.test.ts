import { deviceFile, deviceFileCommand } from "../../../domain/certificates/device-files.ts";

test("a device has a bundle, which its bundle command writes", () => {
  const device = { logicalName: "anna-phone.2", csr: undefined };
  expect(deviceFile(device)).toBe("anna-phone.2.p12");
  expect(deviceFileCommand(device)).toBe("anna-phone.2-bundle");
});

test("a device that keeps its key has a certificate file, which its certificate-file command writes", () => {
  const device = { logicalName: "server", csr: "requests/server.pem" };
  expect(deviceFile(device)).toBe("server.pem");
  expect(deviceFileCommand(device)).toBe("server-certificate-file");
});
