import { z } from "zod";
import { refusedApiToken } from "../domain/configuration/api-token.ts";
import { Failure } from "../domain/failure.ts";
import { ApiError, ConnectionError } from "./api.ts";

/**
 * Runs a request to Cloudflare and turns its errors into messages for the owner.
 * @param doing what the request does, as a participle: `reading DNS records`
 * @throws Failure
 */
export async function ask<T>(doing: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw explain(doing, error) ?? error;
  }
}

/** Returns the answer, or undefined if Cloudflare has no such object. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

/** The outcome of a look-up for which the token may lack a permission. */
export type Attempt<T> =
  | { readonly value: T }
  | {
      /** The message of the refusal. */
      readonly refused: string;
      /** Cloudflare's page about it, if the answer links to one. */
      readonly page?: string | undefined;
    };

/** Cloudflare does not accept the token for a request. */
class TokenRefusal extends Failure {
  readonly page: string | undefined;

  constructor(doing: string, page: string | undefined) {
    const { fix, ...problem } = refusedApiToken(doing);
    super({ ...problem, fix: page === undefined ? fix : `${fix}\nCloudflare's explanation: ${page}` });
    this.page = page;
  }
}

/** Makes a look-up and returns its value, or why the token was refused. @throws Failure for any other error */
export async function attempt<T>(lookUp: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await lookUp() };
  } catch (error) {
    if (error instanceof TokenRefusal) {
      return { refused: error.message, page: error.page };
    }
    throw error;
  }
}

/** Returns the value, or undefined if the token was refused. */
export function valueOf<T>(attempted: Attempt<T>): T | undefined {
  return "value" in attempted ? attempted.value : undefined;
}

/** Error codes that concern the token. https://developers.cloudflare.com/fundamentals/api/troubleshooting/ */
const tokenCodes: ReadonlySet<number> = new Set([1001, 6003, 6111, 9109, 10_000]);

function explain(doing: string, error: unknown): Failure | undefined {
  const where = "Cloudflare's API";
  if (error instanceof ConnectionError) {
    const fix = `Check that this machine is online; the error was: ${error.message}`;
    return new Failure({ code: "unreachable", where, what: `can't be reached while ${doing}`, fix });
  }
  if (error instanceof ApiError && isRefusal(error)) {
    return new TokenRefusal(doing, error.documentationUrl);
  }
  if (error instanceof ApiError || error instanceof z.ZodError) {
    const fix =
      error instanceof ApiError ? `It said: ${error.message}` : "Its answer has an unexpected format.";
    return new Failure({ code: "cloudflare-failed", where, what: `failed while ${doing}`, fix });
  }
  return undefined;
}

function isRefusal({ status, codes }: ApiError): boolean {
  return status === 401 || status === 403 || codes.some((code) => tokenCodes.has(code));
}
