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
