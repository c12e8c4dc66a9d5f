import type { Context } from "hono";
import { success } from "../envelope.ts";
import { invalidRequest } from "../errors.ts";
import type { State } from "../../state/state.ts";

/**
 * Carries out a change to rulesets and responds with its result. A dry run (`?dry_run=true`) changes a copy that is thrown
 * away: it is refused like the change itself, and otherwise responds with the result null.
 * https://developers.cloudflare.com/ruleset-engine/rulesets-api/dry-run/
 */
export function changeOrTry(
  c: Context,
  state: State,
  change: (state: State) => object | undefined,
): Response {
  const dryRun = isDryRun(c, state);
  const result = change(dryRun ? { ...state, rulesets: new Map(state.rulesets) } : state);
  if (result === undefined) return c.body(null, 204);
  return success(c, dryRun ? null : result);
}

function isDryRun(c: Context, { knowsDryRun }: State): boolean {
  return knowsDryRun && c.req.query("dry_run") === "true";
}

/**
 * Refuses a `dry_run` that is neither true nor false before any other check; Cloudflare documents neither the code of that
 * refusal nor its place among the checks.
 * @throws ApiError
 */
export function checkDryRun(c: Context, { knowsDryRun }: State): void {
  const value = c.req.query("dry_run");
  if (!knowsDryRun || value === undefined || value === "true" || value === "false") return;
  throw invalidRequest(`'${value}' is not a valid value for dry_run because it is neither true nor false`);
}
