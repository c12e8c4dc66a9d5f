import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Problem } from "../domain/errors.ts";
import type { StackState } from "../zone/state.ts";
import { Refusal } from "./refusal.ts";

/** https://github.com/pulumi/pulumi/blob/v3.276.0/pkg/resource/deploy/builtins.go: by URN. */
const answer = z.looseObject({
  outputs: z
    .record(
      z.string(),
      z.looseObject({ type: z.string(), outputs: z.record(z.string(), z.unknown()).nullish() }),
    )
    .nullish(),
});

/**
 * Reads the stack's own state through the engine. Never guesses: what can't be read must not be taken for absent,
 * because an object taken for a stranger's would be imported and its original deleted.
 * @throws Refusal when the state can't be read.
 */
export async function readOwnState(): Promise<StackState> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs } = await readPatiently(stackName);
  return {
    resources: Object.entries(outputs ?? {}).map(([urn, entry]) => {
      const id = entry.outputs?.["id"];
      return {
        urn,
        type: entry.type,
        id: typeof id === "string" ? id : undefined,
        outputs: entry.outputs ?? {},
      };
    }),
  };
}

const attempts = 10;
const pauseMs = 200;

/** A file backend may be read while the run itself is writing its file, and gives half of it or nothing. */
async function readPatiently(stackName: string): Promise<z.output<typeof answer>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const state: unknown = await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", {
        stackName,
      });
      return answer.parse(state);
    } catch (error) {
      if (attempt === attempts) {
        throw new Refusal([unreadable(stackName, error)]);
      }
      await setTimeout(pauseMs);
    }
  }
}

function unreadable(stackName: string, error: unknown): Problem {
  return {
    code: "state-unreadable",
    where: stackName,
    what: `can't be read from its backend: ${String(error).split("\n")[0] ?? ""}`,
    fix: "See whether this works: npx pulumi stack export >/dev/null",
  };
}
