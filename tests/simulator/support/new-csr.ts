import { execFileSync } from "node:child_process";

/** Creates a certificate request with the openssl program; its key is thrown away. */
export function newCsr(subject = "/CN=phone", key: readonly string[] = P256): string {
  return execFileSync(
    "openssl",
    ["req", "-new", "-newkey", ...key, "-nodes", "-keyout", "/dev/null", "-subj", subject],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
}

export const P256 = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
