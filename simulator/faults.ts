import { z } from "zod";

const ERROR = z.strictObject({
  code: z.int(),
  message: z.string(),
  source: z.strictObject({ pointer: z.string() }).optional(),
  documentation_url: z.string().optional(),
});

/** The body of `POST /_simulator/faults`: exactly one of `status`, `reset` and `hang`. */
export const FAULT = z
  .strictObject({
    /** Default: any method. */
    method: z
      .string()
      .transform((method) => method.toUpperCase())
      .optional(),
    /** Regular expression for the path with its query, tried with and without the leading `/client/v4`. */
    path: z.string().refine(isRegularExpression, "is not a regular expression"),
    /** Which of the matching requests fails, counted from 1 from the moment the fault is set. */
    nth: z.int().min(1).default(1),
    /** The response's status, instead of carrying the request out. */
    status: z.int().min(400).max(599).optional(),
    /** With `status`: the response's `errors`, in place of the simulator's own. */
    errors: z.array(ERROR).min(1).optional(),
    /** The connection breaks before or after the request takes effect. */
    reset: z.enum(["before", "after"]).optional(),
    /** The connection stays open without a response; `true` means before. */
    hang: z
      .union([z.literal(true), z.enum(["before", "after"])])
      .transform((moment) => (moment === true ? "before" : moment))
      .optional(),
    /** Omits the `x-should-retry: false` that keeps clients from retrying for minutes. */
    retry: z.boolean().optional(),
  })
  .refine(
    ({ status, reset, hang }) => [status, reset, hang].filter((kind) => kind !== undefined).length === 1,
    'needs exactly one of "status", "reset" and "hang"',
  )
  .refine(({ status, errors }) => errors === undefined || status !== undefined, '"errors" needs a "status"');

/** A failure that a test injects. */
export type Fault = z.output<typeof FAULT>;

const API_PREFIX = /^\/client\/v4(?=\/)/;

/** The faults that are set and have not struck yet. */
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

  /** Counts a request; returns and removes the fault that is due for it. */
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
