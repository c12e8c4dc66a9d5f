import type { ExportedResource, ExportedState } from "../state.ts";
import { isMeant, type LettingGo } from "./plan.ts";

/** The state without these resources, without any reference to them, and without unfinished operations. Pure. */
export function pruneState(state: ExportedState, letGo: readonly LettingGo[]): ExportedState {
  const deployment = { ...state.deployment };
  delete deployment.pending_operations;
  const before = deployment.resources ?? [];
  const after = before.filter((one) => !letGo.some((going) => isMeant(going, one)));
  const left = new Set(after.map(({ urn }) => urn));
  // A URN may stand twice, for an object and its successor: references hold while one of them is left.
  const gone = new Set(letGo.map(({ urn }) => urn).filter((urn) => !left.has(urn)));
  return {
    ...state,
    deployment: { ...deployment, resources: after.map((one) => withoutReferences(one, gone)) },
  };
}

function withoutReferences(one: ExportedResource, gone: ReadonlySet<string>): ExportedResource {
  const { deletedWith, ...rest } = one;
  const stays = (urn: string): boolean => !gone.has(urn);
  return {
    ...rest,
    ...(deletedWith === undefined || !stays(deletedWith) ? {} : { deletedWith }),
    ...(one.dependencies == null ? {} : { dependencies: one.dependencies.filter(stays) }),
    ...(one.replaceWith == null ? {} : { replaceWith: one.replaceWith.filter(stays) }),
    ...(one.propertyDependencies == null
      ? {}
      : {
          propertyDependencies: Object.fromEntries(
            Object.entries(one.propertyDependencies).map(([key, urns]) => [key, (urns ?? []).filter(stays)]),
          ),
        }),
  };
}
