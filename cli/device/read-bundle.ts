import { spawnSync } from "node:child_process";
import { noOpenssl } from "../../domain/certificates/openssl.ts";
import { appleProfile } from "../../domain/guides/apple-profile.ts";
import { Failure } from "../../domain/failure.ts";
import type { StackOutputs } from "../stack.ts";
import { type FoundDevice, subjectOf } from "./find-device.ts";

/** A device's bundle and its password; both are secrets. */
export interface Bundle {
  readonly p12: Buffer;
  readonly password: string;
}

/** Reads the bundle from the stack's secret outputs. @throws Failure when there is none */
export function readBundle(outputs: StackOutputs, found: FoundDevice): Bundle {
  const { logicalName, device } = found;
  const base64 = outputs.bundles[logicalName] ?? "";
  const password = outputs.bundlePasswords[logicalName] ?? "";
  if (found.certificateFile !== null) {
    throw new Failure({
      code: "no-bundle",
      where: device,
      what: "keeps its key, so there is no bundle",
      fix: `Its certificate is in ${found.certificateFile}. To write it again: npm run device -- export ${device} --format pem`,
    });
  }
  if (base64 === "" || password === "") {
    throw new Failure({
      code: "no-bundle",
      where: device,
      what: "has no bundle in the stack's outputs",
      fix: "The stack was deployed by an older version of this program. Run npx pulumi up once.",
    });
  }
  return { p12: Buffer.from(base64, "base64"), password };
}

/** Returns the bundle as an Apple configuration profile, which contains the password only when one is given. */
export function asProfile(found: FoundDevice, p12: Buffer, password: string | undefined): Buffer {
  const { head, tail } = appleProfile({
    device: found.device,
    hostname: found.hostname,
    organization: subjectOf(found).organization,
    password,
  });
  return Buffer.from(`${head}${p12.toString("base64")}${tail}`);
}

/** Returns the key and the certificate of a bundle, unencrypted (PEM). @throws Failure when the bundle can't be opened */
export function asPem({ logicalName }: FoundDevice, { p12, password }: Bundle): Buffer {
  const answer = spawnSync("openssl", ["pkcs12", "-nodes", "-passin", "env:BUNDLE_PASSWORD"], {
    input: p12,
    encoding: "utf8",
    env: { ...process.env, BUNDLE_PASSWORD: password },
  });
  if (answer.error !== undefined) {
    throw new Failure({ ...noOpenssl, fix: `${noOpenssl.fix}\nOr export the .p12, which does not need it.` });
  }
  const blocks = answer.stdout.match(/-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----\n/g) ?? [];
  if (answer.status !== 0 || blocks.length < 2) {
    throw new Failure({
      code: "bad-bundle",
      where: logicalName,
      what: "has a bundle in the stack's outputs that openssl can't open",
      fix: `It said: ${answer.stderr.trim().split("\n")[0] ?? ""}\nCreate a new one: raise the device's generation, then npx pulumi up`,
    });
  }
  return Buffer.from(blocks.join(""));
}
