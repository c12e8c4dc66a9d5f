import { randomBytes } from "node:crypto";

/** A new id as Cloudflare gives to zones, accounts, rulesets, rules and records: 32 lower-case hexadecimal digits. */
export const newHexId = (): string => randomBytes(16).toString("hex");

/** A new API token: 40 characters, the shortest that the provider's own format check takes. */
export const newApiToken = (): string => randomBytes(30).toString("base64url");
