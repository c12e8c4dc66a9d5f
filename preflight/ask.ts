import type { Problem } from "../domain/errors.ts";
import { refusedToken } from "../domain/configuration/api-token.ts";
import { Refusal } from "./refusal.ts";

/** A look-up at Cloudflare whose refusal is explained in the owner's terms. */
export async function ask<T>(what: string, lookUp: () => Promise<T>): Promise<T> {
  try {
    return await lookUp();
  } catch (error) {
    const problem = explain(what, String(error));
    if (problem === undefined) {
      throw error;
    }
    throw new Refusal([problem]);
  }
}

/** https://developers.cloudflare.com/fundamentals/api/troubleshooting/: 9109, 10000 and 6003 speak of the token. */
function explain(what: string, text: string): Problem | undefined {
  if (!/\b40[013] (Bad Request|Unauthorized|Forbidden)|"code":\s*(9109|10000|6003|6111|1001)\b/.test(text)) {
    return undefined;
  }
  return refusedToken(what);
}
