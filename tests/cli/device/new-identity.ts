import { execFileSync } from "node:child_process";

export type KeyKind = "rsa-2048" | "ecdsa-p256";

const keys: Readonly<Record<KeyKind, readonly string[]>> = {
  "rsa-2048": ["rsa:2048"],
  "ecdsa-p256": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
};

/** A new key and a self-signed certificate for it (PEM), from which a device's bundle can be made. */
export function newIdentity(kind: KeyKind, name: string, days = 3650): { key: string; certificate: string } {
  const words = ["req", "-x509", "-newkey", ...keys[kind], "-nodes", "-days", String(days)];
  const subject = ["-subj", `/C=DE/O=Home/CN=${name}`, "-keyout", "-"];
  const text = execFileSync("openssl", [...words, ...subject], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [key = "", certificate = ""] = text.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----\n/g) ?? [];
  return { key, certificate };
}
