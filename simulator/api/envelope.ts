import type { Context } from "hono";
import { z } from "zod";
import { type ApiError, invalidRequest, malformedJson } from "./errors.ts";
import { parseJson } from "../json.ts";

/** Cloudflare's response to a request that succeeded. */
export function success(
  c: Context,
  result: unknown,
  extra: { readonly result_info?: object; readonly messages?: readonly object[] } = {},
): Response {
  return c.json({ result, success: true, errors: [], messages: [], ...extra });
}

/** Cloudflare's response to a request that was refused. */
export function failure({ status, errors }: Pick<ApiError, "status" | "errors">): Response {
  return Response.json({ result: null, success: false, errors, messages: [] }, { status });
}

/** Reads a JSON body of the given shape; an empty one counts as `{}`. @throws ApiError for anything else */
export async function readBody<T>(c: Context, shape: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  let body: unknown;
  try {
    body = text === "" ? {} : parseJson(text);
  } catch {
    throw malformedJson();
  }
  const read = shape.safeParse(body);
  if (read.success) return read.data;
  throw invalidRequest(
    read.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`).join("; "),
  );
}

/** A shape in which a null field counts as a missing one: clients send null for a field they have dropped. */
export function withoutNulls<T extends z.ZodType>(shape: T): z.ZodPreprocess<T> {
  return z.preprocess(dropNulls, shape);
}

function dropNulls(body: unknown): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

/** Returns a path parameter that the route's pattern contains. */
export function parameter(c: Context, name: string): string {
  const value = c.req.param(name);
  if (value === undefined) throw new Error(`The route ${c.req.path} has no parameter ${name}.`);
  return value;
}
