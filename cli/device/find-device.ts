import { X509Certificate } from "node:crypto";
import type { GuideSubject } from "../../domain/guides/guide.ts";
import { Platform } from "../../domain/configuration/home-settings.ts";
import { Failure } from "../../domain/failure.ts";
import type { StackOutputs } from "../stack.ts";

type Output = StackOutputs["devices"][string];

/** One certificate from the stack's outputs, with what belongs to it. */
export interface FoundDevice extends Output {
  /** `anna-phone`, from generation 2 on `anna-phone.2`; the name of its files. */
  readonly logicalName: string;
  readonly hostname: string;
  readonly knownPlatform: Platform;
}

/**
 * Finds a device by its name, which stands for its newest generation, or by name and generation (`anna-phone.1`).
 * @throws Failure that lists the devices when there is none of that name
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
      what: "is not a device of this stack",
      fix:
        names === ""
          ? "The stack has no devices yet. Add one to devices, then: npx pulumi up"
          : `Its devices: ${names}`,
    });
  }
  return { ...found, hostname: hostnameOf(outputs.url), knownPlatform: asPlatform(found.platform) };
}

/** Returns the device as guides refer to it. */
export function guideSubject(found: FoundDevice): GuideSubject {
  const { device, logicalName, hostname } = found;
  return { device, certificateName: subjectOf(found).commonName, fileName: logicalName, hostname };
}

/** Returns the subject of the device's certificate. Devices list certificates by common name (CN). */
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
