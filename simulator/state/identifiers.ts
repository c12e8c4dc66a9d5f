import { randomBytes } from "node:crypto";

/** A new id of a zone, account, ruleset, rule or record: 32 lower-case hexadecimal digits. */
export const newHexId = (): string => randomBytes(16).toString("hex");

/** A new API token: 40 characters, the fewest that the provider's format check accepts. */
export const newApiToken = (): string => randomBytes(30).toString("base64url");
