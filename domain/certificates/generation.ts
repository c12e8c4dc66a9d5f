/** A certificate's place in the life of its device. */
export interface Generation {
  readonly device: string;
  readonly generation: number;
}

/** Name of a certificate's resources and files: `anna-phone`, from generation 2 on `anna-phone.2`. */
export function certificateName({ device, generation }: Generation): string {
  return generation === 1 ? device : `${device}.${generation}`;
}

/** The other way round, which is sure because no device has a dot in its name; undefined for any other text. */
export function readCertificateName(name: string): Generation | undefined {
  const [, device, generation = "1"] = /^([a-z0-9-]+)(?:\.(\d+))?$/.exec(name) ?? [];
  return device === undefined ? undefined : { device, generation: Number(generation) };
}

/** X.520 ub-common-name: https://www.rfc-editor.org/rfc/rfc5280#appendix-A.1 */
const longestCommonName = 64;

/**
 * Whom a certificate names, and under which a device lists it: with its generation, or two that overlap would look alike
 * there. A device's name may be so long that there is no room for that.
 */
export function commonName(generation: Generation): string {
  const name = certificateName(generation);
  return name.length <= longestCommonName ? name : generation.device;
}

/** Whether a certificate of that common name is one of these devices', in whatever generation. */
export function namesOneOf(name: string, devices: readonly { readonly name: string }[]): boolean {
  return devices.some((device) => device.name === readCertificateName(name)?.device);
}
