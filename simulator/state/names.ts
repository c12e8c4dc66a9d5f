/** A DNS name in lower case, without a trailing dot. */
export const canonicalName = (name: string): string => name.toLowerCase().replace(/\.$/, "");

/** Whether a canonical name is the zone's own name or lies below it. */
export const isInZone = (zoneName: string, name: string): boolean =>
  name === zoneName || name.endsWith(`.${zoneName}`);
