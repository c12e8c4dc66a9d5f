import Cloudflare from "cloudflare";
import { connect as connectFrom } from "../hooks/api.ts";
import { refusedToken } from "../domain/configuration/api-token.ts";
import { Failure } from "./failure.ts";

/** Cloudflare's official client with this token; CLOUDFLARE_BASE_URL leads it elsewhere. */
export function connect(token: string): Cloudflare {
  return connectFrom({ ...process.env, CONFIGURED_API_TOKEN: token });
}

/** The answer of a look-up, or undefined where Cloudflare has no such object. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Cloudflare.NotFoundError) {
      return undefined;
    }
    throw error;
  }
}

/** Does something at Cloudflare; what it refuses is explained in the owner's terms. @throws Failure */
export async function ask<T>(doing: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw explain(doing, error) ?? error;
  }
}

/** https://developers.cloudflare.com/fundamentals/api/troubleshooting/: 9109, 10000 and 6003 speak of the token. */
function explain(doing: string, error: unknown): Failure | undefined {
  if (error instanceof Cloudflare.APIConnectionError) {
    return new Failure({
      code: "unreachable",
      where: "Cloudflare's API",
      what: `can't be reached for ${doing}`,
      fix: `See whether this machine is online; ${causeOf(error)}.`,
    });
  }
  if (error instanceof Cloudflare.APIError && isAboutToken(error)) {
    return new Failure(refusedToken(doing));
  }
  if (error instanceof Cloudflare.APIError) {
    return new Failure({
      code: "cloudflare-failed",
      where: "Cloudflare's API",
      what: `failed while ${doing}`,
      fix: `It said: ${error.message}`,
    });
  }
  return undefined;
}

interface ApiRefusal {
  readonly status: unknown;
  readonly errors: readonly { readonly code?: number }[];
}

function isAboutToken({ status, errors }: ApiRefusal): boolean {
  const aboutToken = new Set([1001, 6003, 6111, 9109, 10000]);
  return status === 401 || status === 403 || errors.some(({ code }) => aboutToken.has(code ?? 0));
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
