import { type ApiContext, success } from "../envelope.ts";
import { invalidRequest } from "../errors.ts";
import type { State } from "../../state/state.ts";

/**
 * Carries a change of rulesets out and answers with its result; as a dry run (`?dry_run=true`) it carries it out on a
 * copy that is thrown away: refused like the change itself, answered with the result null.
 * https://developers.cloudflare.com/ruleset-engine/rulesets-api/dry-run/
 */
export function changeOrTry(
  c: ApiContext,
  state: State,
  change: (state: State) => object | undefined,
): Response {
  const dryRun = isDryRun(c, state);
  const result = change(dryRun ? { ...state, rulesets: new Map(state.rulesets) } : state);
  if (result === undefined) return c.body(null, 204);
  return success(c, dryRun ? null : result);
}

function isDryRun(c: ApiContext, { knowsDryRun }: State): boolean {
  return knowsDryRun && c.req.query("dry_run") === "true";
}

/**
 * Refuses a value other than true and false before anything is looked for. Neither the code of that refusal nor its place
 * among the checks is written down anywhere.
 */
export function checkDryRun(c: ApiContext, { knowsDryRun }: State): void {
  const value = c.req.query("dry_run");
  if (!knowsDryRun || value === undefined || value === "true" || value === "false") return;
  throw invalidRequest(`'${value}' is not a valid value for dry_run because it is neither true nor false`);
}
