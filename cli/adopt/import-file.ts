import { resourcesOf, type StackState } from "../../zone/state.ts";
import type { Taking } from "./plan.ts";

/** The file that `pulumi import --file` reads. */
export interface ImportFile {
  /** URNs of parents that the state has. */
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
 * Describes objects to the import so that they get exactly the URNs that the program registers: components that the
 * state lacks are made, those that it has are referred to.
 * @param version of the provider's package, without which the import would get a provider of its own
 */
export function importFile(takings: readonly Taking[], state: StackState, version: string): ImportFile {
  const nameTable: Record<string, string> = {};
  const components = new Map<string, ImportEntry>();
  const objects = takings.map((taking): ImportEntry => {
    let parent: Parent | undefined;
    for (const component of taking.parents) {
      const name = `${component.type} ${component.name}`;
      const chain: Parent = {
        name,
        types: [...(parent?.types ?? []), component.type],
        logicalName: component.name,
      };
      const urn = findUrn(state, chain);
      if (urn !== undefined) {
        nameTable[name] = urn;
      } else if (!components.has(name)) {
        components.set(name, {
          type: component.type,
          name,
          logicalName: component.name,
          component: true,
          ...under(parent),
        });
      }
      parent = chain;
    }
    const { type, name, importId: id } = taking;
    return { type, name: `${type} ${name}`, logicalName: name, id, version, ...under(parent) };
  });
  return { nameTable, resources: [...components.values(), ...objects] };
}

interface Parent {
  readonly name: string;
  readonly types: readonly string[];
  readonly logicalName: string;
}

function under(parent: Parent | undefined): { readonly parent?: string } {
  return parent === undefined ? {} : { parent: parent.name };
}

/** `urn:pulumi:<stack>::<project>::<types of all ancestors joined by $>::<logical name>` */
function findUrn(state: StackState, { types, logicalName }: Parent): string | undefined {
  const end = `::${types.join("$")}::${logicalName}`;
  return resourcesOf(state).find(({ urn, delete: pending }) => pending !== true && urn.endsWith(end))?.urn;
}
