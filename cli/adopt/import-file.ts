import { resourcesOf, type StackState } from "../../zone/state.ts";
import type { AdoptedObject } from "./plan.ts";

/** The file for `pulumi import --file`. */
export interface ImportFile {
  /** URNs of parents that are already in the state, by their names in this file. */
  readonly nameTable: Readonly<Record<string, string>>;
  readonly resources: readonly ImportEntry[];
}

interface ImportEntry {
  readonly type: string;
  /** Unique in the file; `parent` refers to it. */
  readonly name: string;
  readonly logicalName: string;
  readonly parent?: string;
  readonly id?: string;
  readonly component?: true;
  readonly version?: string;
}

/**
 * Describes objects to import so that they get exactly the URNs that the program registers. Components that are missing
 * from the state are created; existing ones are referred to.
 * @param version of the provider's package; without it the import would create another provider
 */
export function importFile(
  adopted: readonly AdoptedObject[],
  state: StackState,
  version: string,
): ImportFile {
  const nameTable: Record<string, string> = {};
  const components = new Map<string, ImportEntry>();
  const objects = adopted.map(({ type, name, importId, parents }): ImportEntry => {
    const types: string[] = [];
    let parent: { readonly parent?: string } = {};
    for (const component of parents) {
      types.push(component.type);
      const key = `${component.type} ${component.name}`;
      const urn = findUrn(state, types, component.name);
      if (urn !== undefined) {
        nameTable[key] = urn;
      } else if (!components.has(key)) {
        const entry = { type: component.type, name: key, logicalName: component.name };
        components.set(key, { ...entry, component: true, ...parent });
      }
      parent = { parent: key };
    }
    return { type, name: `${type} ${name}`, logicalName: name, id: importId, version, ...parent };
  });
  return { nameTable, resources: [...components.values(), ...objects] };
}

/** `urn:pulumi:<stack>::<project>::<types of all ancestors and its own, joined by $>::<logical name>` */
function findUrn(state: StackState, types: readonly string[], logicalName: string): string | undefined {
  const end = `::${types.join("$")}::${logicalName}`;
  return resourcesOf(state).find(({ urn, delete: pending }) => pending !== true && urn.endsWith(end))?.urn;
}
