import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../domain/errors.ts";
import { Refusal } from "./refusal.ts";

/** What this stack's state holds from earlier runs: only that is "ours" without asking anybody. */
export class OwnState {
  private readonly resources: readonly OwnResource[];

  constructor(resources: readonly OwnResource[]) {
    this.resources = resources;
  }

  /** Resources of a type token such as `cloudflare:index/dnsRecord:DnsRecord`. */
  ofType(type: string): readonly OwnResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** Whether the state holds a resource of that type with that id. */
  holds(type: string, id: string): boolean {
    return this.ofType(type).some((resource) => resource.outputs["id"] === id);
  }
}

export interface OwnResource {
  /** Logical name. */
  readonly name: string;
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Reads the stack's own state through the engine. Never guesses: what can't be read must not be taken for absent,
 * because an object taken for a stranger's would be imported and its original deleted.
 * @throws Refusal when the state can't be read.
 */
export async function readOwnState(): Promise<OwnState> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const answer = await readPatiently(stackName);
  return new OwnState(Object.entries(answer.outputs ?? {}).map(([urn, entry]) => describe(urn, entry)));
}

const attempts = 10;
const pauseMs = 200;

/** A file backend may be read while the run itself is writing its file, and gives half of it or nothing. */
async function readPatiently(stackName: string): Promise<{ readonly outputs?: Record<string, StateEntry> }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // The answer's shape: https://github.com/pulumi/pulumi/blob/v3.248.0/pkg/resource/deploy/builtins.go
      return (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName })) as {
        outputs?: Record<string, StateEntry>;
      };
    } catch (error) {
      if (attempt === attempts) {
        throw new Refusal([unreadable(stackName, error)]);
      }
      await setTimeout(pauseMs);
    }
  }
}

interface StateEntry {
  readonly type: string;
  readonly outputs?: Record<string, unknown>;
}

function describe(urn: string, entry: StateEntry): OwnResource {
  return { name: urn.split("::").at(-1) ?? "", type: entry.type, outputs: entry.outputs ?? {} };
}

function unreadable(stackName: string, error: unknown): Problem {
  return {
    code: "state-unreadable",
    where: stackName,
    what: `can't be read from its backend: ${String(error).split("\n")[0] ?? ""}`,
    fix: "See whether this works: npx pulumi stack export >/dev/null",
  };
}
