import type { Problem } from "../../domain/errors.ts";

/** One thing at Cloudflare that is not as the stack left it, or as the configuration wants it. */
export interface Difference {
  readonly problem: Problem;
  /** Resources of the stack that it is about: Pulumi's own words on these are not repeated. */
  readonly urns: readonly string[];
}

export const repairByUp = "Put it back: npx pulumi up --refresh";
