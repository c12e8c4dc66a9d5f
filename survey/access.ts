import type { Access } from "../model/access";
import { typeTokens } from "../model/type-tokens";
import type { OwnState } from "./own-state";

/** The access that the last finished run granted; undefined before the first one. */
export function readAccess(own: OwnState): Access | undefined {
  const [gate] = own.ofType(typeTokens.gate);
  return gate?.outputs["access"] as Access | undefined;
}
