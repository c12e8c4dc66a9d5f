import { isUsable } from "../../../domain/certificates/certificate-status.ts";

test.each([
  ["active", true],
  ["pending_reactivation", true],
  ["pending_revocation", false],
  ["revoked", false],
  [undefined, false],
])("a certificate with the status %s lets its device in: %s", (status, expected) => {
  expect(isUsable(status)).toBe(expected);
});
