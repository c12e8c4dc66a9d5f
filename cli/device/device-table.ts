import { inDays } from "../../domain/certificates/certificate-problems.ts";
import type { DeviceRow } from "../../domain/certificates/device-status.ts";
import { alignColumns } from "./columns.ts";

/** Formats the rows for a terminal, one line each. */
export function deviceTable(rows: readonly DeviceRow[]): string {
  return rows.length === 0 ? "The stack has no devices." : alignColumns([heads, ...rows.map(cellsOf)]);
}

const heads = ["NAME", "PLATFORM", "STATUS", "EXPIRES", "PIN", "BUNDLE"];

function cellsOf(row: DeviceRow): string[] {
  return [
    row.name,
    row.platform,
    statusText(row),
    expiryText(row),
    row.pin === null ? "" : `${row.pin.slice(0, 16)}…`,
    row.file === null ? "" : `${row.file}${row.filePresent ? "" : " (not on this machine)"}`,
  ];
}

function statusText({ status, deployed, checked }: DeviceRow): string {
  switch (status) {
    case "active":
      return checked ? "active" : "active (not checked)";
    case "previous":
      return checked ? "previous, kept" : "previous, kept (not checked)";
    case "revoked":
      return deployed ? "revoked by the next up" : "revoked";
    case "revoked-outside":
      return "REVOKED OUTSIDE";
    case "not-issued":
      return "issued by the next up";
  }
}

function expiryText({ expiresOn, expiresInDays }: DeviceRow): string {
  if (expiresOn === null || expiresInDays === null) {
    return "";
  }
  const day = expiresOn.slice(0, 10);
  return expiresInDays < 0 ? `EXPIRED ${day}` : `${inDays(expiresInDays)} (${day})`;
}
