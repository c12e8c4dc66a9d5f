import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "../preflight/refusal.ts";

/**
 * A resource once it is there, for what must not be made without it: a run with --target or --exclude may leave it out,
 * and its outputs then stay unknown for ever. A preview knows none of what it would make, and goes on.
 * @throws Refusal, as a rejected output, where the resource is left out and no earlier run has made it
 */
export function made<R extends pulumi.CustomResource>(name: string, resource: R): pulumi.Output<R> {
  if (pulumi.runtime.isDryRun()) {
    return pulumi.output(resource) as pulumi.Output<R>;
  }
  let isThere = false;
  const id = resource.id.apply((given) => {
    isThere = given !== "";
    return given;
  });
  // Settles when the id does, known or not.
  const settled = pulumi.isSecret(id).then(() => {
    if (!isThere) throw leftOut(name);
    return true;
  });
  return pulumi.output(settled).apply<R>(() => resource);
}

/** Said where a part of a run left out what the rest of it needs. */
export function leftOut(name: string): Refusal {
  const what = "is left out of this run, and others need it";
  const fix = "Run it without --target and --exclude: npx pulumi up";
  return new Refusal([{ code: "left-out", where: name, what, fix }]);
}
