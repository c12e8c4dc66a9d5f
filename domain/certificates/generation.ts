/** A device in one of its generations: each has a certificate of its own. */
export interface Generation {
  readonly device: string;
  readonly generation: number;
}

/** The name of a certificate's resources and files: `anna-phone`, from generation 2 on `anna-phone.2`. */
export function certificateName({ device, generation }: Generation): string {
  return generation === 1 ? device : `${device}.${generation}`;
}

/** Reads such a name, which is unambiguous because no device's name has a dot; undefined for any other text. */
export function readCertificateName(name: string): Generation | undefined {
  const [, device, generation = "1"] = /^([a-z0-9-]+)(?:\.(\d+))?$/.exec(name) ?? [];
  return device === undefined ? undefined : { device, generation: Number(generation) };
}

/** Reads such a name, and takes any other text as the name of a device in its first generation. */
export function generationOf(name: string): Generation {
  return readCertificateName(name) ?? { device: name, generation: 1 };
}

/** X.520 ub-common-name: https://www.rfc-editor.org/rfc/rfc5280#appendix-A.1 */
const longestCommonName = 64;

/**
 * The common name of a certificate, under which a device lists it. It includes the generation, so that two overlapping
 * certificates can be told apart, unless the device's name is too long for that.
 */
export function commonName(generation: Generation): string {
  const name = certificateName(generation);
  return name.length <= longestCommonName ? name : generation.device;
}

/** Whether a common name is that of one of these devices, in any generation. */
export function namesOneOf(name: string, devices: readonly { readonly name: string }[]): boolean {
  return devices.some((device) => device.name === readCertificateName(name)?.device);
}
