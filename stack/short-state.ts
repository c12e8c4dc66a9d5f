import { Resource } from "@pulumi/pulumi";

/**
 * Keeps from the state which lines of code made a resource. Pulumi's SDK records them with each, paths of this machine
 * among them, and nothing here reads them: a tenth of a state that is written after every step.
 */
export function shortState(): void {
  Object.assign(Resource, { stackTrace: () => [] });
}
