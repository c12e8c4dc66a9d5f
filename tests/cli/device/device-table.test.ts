import { deviceTable } from "../../../cli/device/device-table.ts";
import type { DeviceRow } from "../../../domain/certificates/device-status.ts";

const row: DeviceRow = {
  name: "anna-phone",
  device: "anna-phone",
  generation: 1,
  platform: "ios",
  status: "active",
  previous: false,
  deployed: true,
  certificateStatus: "active",
  checked: true,
  expiresOn: "2030-05-06T07:08:09Z",
  expiresInDays: 1,
  pin: "0123456789abcdef".repeat(4),
  certificateId: "c",
  file: "bundles/prod/anna-phone.p12",
  filePresent: true,
};

/** The cells of the only row. */
const cellsOf = (changes: Partial<DeviceRow>): string[] =>
  (deviceTable([{ ...row, ...changes }]).split("\n")[1] ?? "").split(/ {2,}/);

test("a row shows name, platform, status, expiry, the beginning of the pin, and the file", () => {
  expect(deviceTable([row])).toBe(
    [
      "NAME        PLATFORM  STATUS  EXPIRES                PIN                BUNDLE",
      "anna-phone  ios       active  in 1 day (2030-05-06)  0123456789abcdef…  bundles/prod/anna-phone.p12",
    ].join("\n"),
  );
});

test.each<[Partial<DeviceRow>, string]>([
  [{ checked: false }, "active (not checked)"],
  [{ status: "previous" }, "previous, kept"],
  [{ status: "previous", checked: false }, "previous, kept (not checked)"],
  [{ status: "revoked" }, "revoked by the next up"],
  [{ status: "revoked", deployed: false }, "revoked"],
  [{ status: "revoked-outside" }, "REVOKED OUTSIDE"],
])("%j is shown as %j", (changes, status) => {
  expect(cellsOf(changes)[2]).toBe(status);
});

test("an expired certificate stands out, and a file on another machine is marked", () => {
  const cells = cellsOf({ expiresInDays: -1, filePresent: false });
  expect(cells[3]).toBe("EXPIRED 2030-05-06");
  expect(cells[5]).toBe("bundles/prod/anna-phone.p12 (not on this machine)");
});

test("a certificate that is not issued yet has neither expiry, pin nor file", () => {
  const none = { expiresOn: null, expiresInDays: null, pin: null, file: null };
  expect(cellsOf({ status: "not-issued", ...none })).toEqual(["anna-phone", "ios", "issued by the next up"]);
});

test("a stack without devices says so", () => {
  expect(deviceTable([])).toBe("The stack has no devices.");
});
