import type { HeldDevice } from "../configuration/home.ts";

/** The name of a device's file in the stack's folder: its bundle, or the certificate of a device that keeps its key. */
export function deviceFile({ logicalName, csr }: Pick<HeldDevice, "logicalName" | "csr">): string {
  return `${logicalName}.${csr === undefined ? "p12" : "pem"}`;
}

/** The logical name of the command that writes that file. */
export function deviceFileCommand({ logicalName, csr }: Pick<HeldDevice, "logicalName" | "csr">): string {
  return `${logicalName}-${csr === undefined ? "bundle" : "certificate-file"}`;
}
