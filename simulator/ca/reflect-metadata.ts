/**
 * The three Reflect functions that the dependency injector inside @peculiar/x509 requires.
 * Import this file before @peculiar/x509, which throws on import without them.
 * https://github.com/PeculiarVentures/x509#-reflect-polyfill-required
 */

type Metadata = Map<unknown, unknown>;

const metadataByTarget = new WeakMap<object, Metadata>();

Object.assign(Reflect, {
  defineMetadata(key: unknown, value: unknown, target: object): void {
    const metadata = metadataByTarget.get(target) ?? new Map<unknown, unknown>();
    metadataByTarget.set(target, metadata.set(key, value));
  },
  getOwnMetadata: (key: unknown, target: object): unknown => metadataByTarget.get(target)?.get(key),
  getMetadata(key: unknown, target: object): unknown {
    let owner: object | null = target;
    while (owner !== null) {
      const metadata = metadataByTarget.get(owner);
      if (metadata?.has(key) === true) return metadata.get(key);
      owner = Object.getPrototypeOf(owner) as object | null;
    }
    return undefined;
  },
});
