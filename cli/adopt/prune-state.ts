import type { ExportedResource, ExportedState } from "../state.ts";
import { isMeant, type DroppedResource } from "./plan.ts";

/** Returns the state without these resources, without references to them, and without unfinished operations. */
export function pruneState(state: ExportedState, letGo: readonly DroppedResource[]): ExportedState {
  const deployment = { ...state.deployment };
  delete deployment.pending_operations;
  const before = deployment.resources ?? [];
  const after = before.filter((one) => !letGo.some((dropped) => isMeant(dropped, one)));
  const left = new Set(after.map(({ urn }) => urn));
  // An object and its successor can share a URN: references stay valid while one of them is left.
  const gone = new Set(letGo.map(({ urn }) => urn).filter((urn) => !left.has(urn)));
  return {
    ...state,
    deployment: { ...deployment, resources: after.map((one) => withoutReferences(one, gone)) },
  };
}

function withoutReferences(one: ExportedResource, gone: ReadonlySet<string>): ExportedResource {
  const { deletedWith, dependencies, replaceWith, propertyDependencies, ...rest } = one;
  const stays = (urn: string): boolean => !gone.has(urn);
  const byProperty = Object.entries(propertyDependencies ?? {}).map(
    ([key, urns]) => [key, (urns ?? []).filter(stays)] as const,
  );
  return {
    ...rest,
    ...(deletedWith !== undefined && stays(deletedWith) && { deletedWith }),
    ...(dependencies && { dependencies: dependencies.filter(stays) }),
    ...(replaceWith && { replaceWith: replaceWith.filter(stays) }),
    ...(propertyDependencies && { propertyDependencies: Object.fromEntries(byProperty) }),
  };
}
