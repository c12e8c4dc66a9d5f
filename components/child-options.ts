import * as pulumi from "@pulumi/pulumi";

/**
 * Returns options for a component's children. They pass on the component's own `dependsOn`, which Pulumi does not do: the
 * order of writes is what keeps the house closed.
 */
export function childOptions(
  parent: pulumi.ComponentResource,
  opts: pulumi.ComponentResourceOptions | undefined,
): pulumi.CustomResourceOptions {
  const dependsOn = pulumi.output(opts?.dependsOn ?? []) as pulumi.Output<
    pulumi.Resource | pulumi.Resource[]
  >;
  return { parent, dependsOn: dependsOn.apply((resources) => [resources].flat()) };
}

/** Adds an input whose changes are ignored for resources that already exist. */
export function withIgnored(
  options: pulumi.CustomResourceOptions,
  input: string,
): pulumi.CustomResourceOptions {
  return { ...options, ignoreChanges: [...(options.ignoreChanges ?? []), input] };
}
