import type { Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import { type ApiError, invalidRequest, malformedJson } from "./errors.ts";
import { parseJson } from "../json.ts";

export type ApiContext = Context;
export type ApiRoutes = Hono;

/** Cloudflare's answer to a request that worked. */
export function success(
  c: ApiContext,
  result: unknown,
  extra: { readonly result_info?: object; readonly messages?: readonly object[] } = {},
): Response {
  return c.json({ result, success: true, errors: [], messages: [], ...extra });
}

/** Cloudflare's answer to a request that was refused. */
export function failure(c: ApiContext, { status, errors }: Pick<ApiError, "status" | "errors">): Response {
  return c.json({ result: null, success: false, errors, messages: [] }, status as ContentfulStatusCode);
}

/** The body as JSON of that shape; keys the shape does not name pass, as they do at Cloudflare. */
export async function readBody<T>(c: ApiContext, shape: z.ZodType<T>): Promise<T> {
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

/** The shape, for objects whose null fields mean what missing ones do: clients send null for what they gave up. */
export function withoutNulls<T extends z.ZodType>(shape: T): z.ZodPreprocess<T> {
  return z.preprocess(dropNulls, shape);
}

function dropNulls(body: unknown): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

/** A path parameter that the route's pattern guarantees. */
export function parameter(c: ApiContext, name: string): string {
  const value = c.req.param(name);
  if (value === undefined) throw new Error(`The route ${c.req.path} has no parameter ${name}.`);
  return value;
}
