import * as pulumi from "@pulumi/pulumi";

/**
 * Options for a component's children: its own `dependsOn` handed down, because Pulumi does not do that, and the order
 * of writes is what keeps the house closed. More resources can be named that a child waits for.
 */
export function childOptions(
  parent: pulumi.ComponentResource,
  opts: pulumi.ComponentResourceOptions | undefined,
  ...more: readonly pulumi.Resource[]
): pulumi.CustomResourceOptions {
  const inherited = pulumi.output(opts?.dependsOn ?? []) as pulumi.Output<
    pulumi.Resource | pulumi.Resource[]
  >;
  return { parent, dependsOn: inherited.apply((resources) => [...[resources].flat(), ...more]) };
}

/** The options with one more input whose changes are ignored, for a resource that is there already. */
export function withIgnored(
  options: pulumi.CustomResourceOptions,
  input: string,
): pulumi.CustomResourceOptions {
  return { ...options, ignoreChanges: [...(options.ignoreChanges ?? []), input] };
}
