import { z } from "zod";
import type { ApiErrorEntry } from "./api/errors.ts";

/**
 * A failure a test asks for. Exactly one of `status` (answered instead of carrying the request out), `reset` (the
 * connection breaks before or after the change took effect) and `hang` (it stays open instead; sent as `true`, before).
 */
export interface Fault {
  /** Any method if left out. */
  readonly method?: string | undefined;
  /** Regular expression on the path with its query, tried with and without the leading `/client/v4`. */
  readonly path: string;
  /** Which of the matching requests fails, counted from 1 since the fault was set. */
  readonly nth: number;
  readonly status?: number | undefined;
  /** With `status`: what the answer's `errors` says, in place of words of the simulator's own. */
  readonly errors?: readonly ApiErrorEntry[] | undefined;
  readonly reset?: "before" | "after" | undefined;
  readonly hang?: "before" | "after" | undefined;
  /** Leaves out the `x-should-retry: false` that keeps clients from trying again for minutes. */
  readonly retry?: boolean | undefined;
}

const ERROR = z.strictObject({
  code: z.int(),
  message: z.string(),
  source: z.strictObject({ pointer: z.string() }).optional(),
  documentation_url: z.string().optional(),
});

/** The body of `POST /_simulator/faults`. */
export const FAULT = z
  .strictObject({
    method: z
      .string()
      .transform((method) => method.toUpperCase())
      .optional(),
    path: z.string().refine(isRegularExpression, "is not a regular expression"),
    nth: z.int().min(1).default(1),
    status: z.int().min(400).max(599).optional(),
    errors: z.array(ERROR).min(1).optional(),
    reset: z.enum(["before", "after"]).optional(),
    hang: z
      .union([z.literal(true), z.enum(["before", "after"])])
      .transform((moment) => (moment === true ? "before" : moment))
      .optional(),
    retry: z.boolean().optional(),
  })
  .refine(
    ({ status, reset, hang }) => [status, reset, hang].filter((kind) => kind !== undefined).length === 1,
    'needs exactly one of "status", "reset" and "hang"',
  )
  .refine(
    ({ status, errors }) => errors === undefined || status !== undefined,
    '"errors" needs a "status"',
  ) satisfies z.ZodType<Fault>;

const API_PREFIX = /^\/client\/v4(?=\/)/;

/** The faults that are set and not yet spent. */
export class Faults {
  private pending: { readonly fault: Fault; seen: number }[] = [];

  set(fault: Fault): void {
    this.pending.push({ fault, seen: 0 });
  }

  list(): readonly Fault[] {
    return this.pending.map(({ fault }) => fault);
  }

  clear(): void {
    this.pending = [];
  }

  /** Counts a request and hands out the fault that is due for it, which is spent by that. */
  take(method: string, path: string): Fault | undefined {
    const matching = this.pending.filter(({ fault }) => matches(fault, method, path));
    for (const entry of matching) entry.seen += 1;
    const due = matching.find(({ fault, seen }) => seen >= fault.nth);
    this.pending = this.pending.filter((entry) => entry !== due);
    return due?.fault;
  }
}

function matches(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== undefined && fault.method !== method) return false;
  const pattern = new RegExp(fault.path);
  return pattern.test(path) || pattern.test(path.replace(API_PREFIX, ""));
}

function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
