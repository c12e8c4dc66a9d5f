import type { Access } from "../model/access";
import { typeTokens } from "../model/type-tokens";
import type { OwnState } from "./own-state";

/**
 * What the refs of this stack's rules began with in the last finished run: those of before `pulumi stack rename` are ours,
 * too, and would lock out every device that is new.
 */
export function readRefPrefix(own: OwnState): string | undefined {
  const prefix = own.ofType(typeTokens.gate)[0]?.outputs["refPrefix"];
  return typeof prefix === "string" ? prefix : undefined;
}

/** The access that the last finished run granted; undefined before the first one. */
export function readAccess(own: OwnState): Access | undefined {
  const [gate] = own.ofType(typeTokens.gate);
  return gate?.outputs["access"] as Access | undefined;
}
