import type { Context } from "hono";
import { success } from "./envelope.ts";
import { invalidRequest } from "./errors.ts";

/** The default number of entries per page, and the limits for a request's own choice. */
export interface PageSize {
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

/** Responds with one page of a list, chosen by `page` and `per_page`, or by `limit` and `offset`. */
export function successPage(c: Context, entries: readonly unknown[], size: PageSize): Response {
  const perPage = readNumber(c, "per_page", size) ?? size.usual;
  const page = readNumber(c, "page", { least: 1, most: Number.MAX_SAFE_INTEGER }) ?? 1;
  const limit = readNumber(c, "limit", { least: 1, most: Number.MAX_SAFE_INTEGER }) ?? perPage;
  const offset = readNumber(c, "offset", { least: 0, most: Number.MAX_SAFE_INTEGER }) ?? (page - 1) * limit;
  const result = entries.slice(offset, offset + limit);
  return success(c, result, {
    result_info: {
      count: result.length,
      page,
      per_page: perPage,
      total_count: entries.length,
      total_pages: Math.ceil(entries.length / perPage),
    },
  });
}

function readNumber(
  c: Context,
  name: string,
  { least, most }: Pick<PageSize, "least" | "most">,
): number | undefined {
  const text = c.req.query(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidRequest(`${name} must be a whole number from ${least} to ${most}`);
}
