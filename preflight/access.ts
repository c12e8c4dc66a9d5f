import type { Access } from "../domain/access/access.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import type { OwnState } from "./own-state.ts";

/** The access that the last finished run granted; undefined before the first one. */
export function readAccess(own: OwnState): Access | undefined {
  const [gate] = own.ofType(typeTokens.gate);
  return gate?.outputs["access"] as Access | undefined;
}
