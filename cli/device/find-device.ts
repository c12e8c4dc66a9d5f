import { X509Certificate } from "node:crypto";
import type { GuideSubject } from "../../domain/guides/guide.ts";
import { Platform } from "../../domain/configuration/home-settings.ts";
import { Failure } from "../../domain/failure.ts";
import type { DeviceOutput, StackOutputs } from "../stack.ts";

/** One certificate of the stack's outputs, with what belongs to it. */
export interface FoundDevice extends DeviceOutput {
  /** `anna-phone`, from generation 2 on `anna-phone.2`: name of its files. */
  readonly logicalName: string;
  readonly hostname: string;
  readonly knownPlatform: Platform;
}

/**
 * Looks a device up by its name, which means its newest generation, or by name and generation (`anna-phone.1`).
 * @throws Failure with the names there are
 */
export function findDevice(outputs: StackOutputs, name: string): FoundDevice {
  const all = Object.entries(outputs.devices).map(([logicalName, device]) => ({ ...device, logicalName }));
  const [newest] = all
    .filter(({ device }) => device === name)
    .sort((one, other) => other.generation - one.generation);
  const found = newest ?? all.find(({ device, generation }) => `${device}.${generation}` === name);
  if (found === undefined) {
    const names = [...new Set(all.map(({ device }) => device))].join(", ");
    throw new Failure({
      code: "unknown-device",
      where: `"${name}"`,
      what: "is no device of this stack",
      fix:
        names === "" ? "The stack has no devices yet: list one, then npx pulumi up." : `There are: ${names}`,
    });
  }
  return { ...found, hostname: hostnameOf(outputs.url), knownPlatform: asPlatform(found.platform) };
}

/** The device as the guides speak of it. */
export function guideSubject(found: FoundDevice): GuideSubject {
  const { device, logicalName, hostname } = found;
  return { device, certificateName: subjectOf(found).commonName, fileName: logicalName, hostname };
}

/** Whom the certificate names: devices show its common name (CN) in their lists. */
export function subjectOf({ certificate }: FoundDevice): { commonName: string; organization: string } {
  const { CN, O } = new X509Certificate(certificate).toLegacyObject().subject;
  return { commonName: [CN].flat().join(" "), organization: [O].flat().join(" ") };
}

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url;
}

function asPlatform(text: string): Platform {
  return Object.values(Platform).find((platform) => platform === text) ?? "other";
}
