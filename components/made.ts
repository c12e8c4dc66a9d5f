import { Refusal } from "../preflight/refusal.ts";

/**
 * What a resource of this run gave.
 * @throws Refusal in a run with --target or --exclude that leaves out a resource that is not there yet
 */
export function made<T>(name: string, output: T | undefined): T {
  if (output === undefined) {
    const what = "is left out of this run, and others need it";
    const fix = "Run it without --target and --exclude: npx pulumi up";
    throw new Refusal([{ code: "left-out", where: name, what, fix }]);
  }
  return output;
}
