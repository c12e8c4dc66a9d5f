import Cloudflare from "cloudflare";
import { Failure } from "../failure.ts";

/** A look-up that the token may not be allowed to do. */
export type Attempt<T> = { readonly value: T } | { readonly refused: string };

/** @throws Failure when it is not the token that is in the way */
export async function attempt<T>(lookUp: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await lookUp() };
  } catch (error) {
    if (isRefusal(error)) {
      return { refused: error instanceof Error ? error.message : String(error) };
    }
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Failure
    ? error.problems.some(({ code }) => code === "refused-token")
    : error instanceof Cloudflare.APIError && (error.status === 401 || error.status === 403);
}

/** The value, or undefined where it was refused. */
export function valueOf<T>(tried: Attempt<T>): T | undefined {
  return "value" in tried ? tried.value : undefined;
}
