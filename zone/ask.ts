import { z } from "zod";
import { refusedApiToken } from "../domain/configuration/api-token.ts";
import { Failure } from "../domain/failure.ts";
import { ApiError, ConnectionError } from "./api-error.ts";

/** Does something at Cloudflare; what it refuses is explained in the owner's terms. @throws Failure */
export async function ask<T>(doing: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw explain(doing, error) ?? error;
  }
}

/** The answer of a look-up, or undefined where Cloudflare has no such object. */
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

/** A look-up that the token may not be allowed to do. */
export type Attempt<T> =
  | { readonly value: T }
  | {
      readonly refused: string;
      /** Cloudflare's page about it, where it names one. */
      readonly page?: string | undefined;
    };

/** Cloudflare does not take the token for a request. */
class TokenRefusal extends Failure {
  readonly page: string | undefined;

  constructor(doing: string, page: string | undefined) {
    const { fix, ...problem } = refusedApiToken(doing);
    super({ ...problem, fix: page === undefined ? fix : `${fix}\nCloudflare explains: ${page}` });
    this.page = page;
  }
}

/** @throws Failure when it is not the token that is in the way */
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

/** The value, or undefined where it was refused. */
export function valueOf<T>(tried: Attempt<T>): T | undefined {
  return "value" in tried ? tried.value : undefined;
}

/** https://developers.cloudflare.com/fundamentals/api/troubleshooting/: these speak of the token. */
const aboutToken: ReadonlySet<number> = new Set([1001, 6003, 6111, 9109, 10_000]);

function explain(doing: string, error: unknown): Failure | undefined {
  if (error instanceof ConnectionError) {
    return new Failure({
      code: "unreachable",
      where: "Cloudflare's API",
      what: `can't be reached for ${doing}`,
      fix: `See whether this machine is online; ${error.message}.`,
    });
  }
  if (error instanceof ApiError && isRefusal(error)) {
    return new TokenRefusal(doing, error.documentationUrl);
  }
  if (error instanceof ApiError || error instanceof z.ZodError) {
    const said =
      error instanceof ApiError ? error.message : "an answer of a form that this program does not know";
    return new Failure({
      code: "cloudflare-failed",
      where: "Cloudflare's API",
      what: `failed while ${doing}`,
      fix: `It said: ${said}`,
    });
  }
  return undefined;
}

function isRefusal({ status, codes }: ApiError): boolean {
  return status === 401 || status === 403 || codes.some((code) => aboutToken.has(code));
}
