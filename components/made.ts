import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "../preflight/refusal.ts";

/**
 * Returns a resource once it exists, for others that must not be made without it: a run with --target or --exclude may
 * leave it out, and its outputs then stay unknown. A preview returns it in any case.
 * @throws Refusal, as a rejected output, if the resource is left out and no earlier run has made it
 */
export function made<R extends pulumi.CustomResource>(name: string, resource: R): pulumi.Output<R> {
  if (pulumi.runtime.isDryRun()) {
    return pulumi.output(resource) as pulumi.Output<R>;
  }
  let exists = false;
  const id = resource.id.apply((known) => {
    exists = known !== "";
    return known;
  });
  // Settles even if the id stays unknown.
  const settled = pulumi.isSecret(id).then(() => {
    if (!exists) throw leftOut(name);
    return true;
  });
  return pulumi.output(settled).apply<R>(() => resource);
}

/** Returns the refusal for a resource that was left out although the rest of the run needs it. */
export function leftOut(name: string): Refusal {
  const what = "is left out of this run, but other resources need it";
  const fix = "Run it without --target and --exclude: npx pulumi up";
  return new Refusal([{ code: "left-out", where: name, what, fix }]);
}
