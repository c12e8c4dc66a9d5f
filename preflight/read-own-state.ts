import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Problem } from "../domain/errors.ts";
import type { StackState } from "../zone/state.ts";
import { Refusal } from "./refusal.ts";

/** Outputs by URN. https://github.com/pulumi/pulumi/blob/v3.276.0/pkg/resource/deploy/builtins.go */
const answer = z.looseObject({
  outputs: z
    .record(
      z.string(),
      z.looseObject({ type: z.string(), outputs: z.record(z.string(), z.unknown()).nullish() }),
    )
    .nullish(),
});

/**
 * Reads the stack's own state through the engine. An unreadable state must not be taken for an empty one: the stack's
 * own objects would look like somebody else's, would be adopted, and the originals deleted.
 * @throws Refusal if the state can't be read
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

const maxAttempts = 10;
const pauseMs = 200;

/** With a file backend the run may be writing the file at the same time, so that half of it or nothing is read. */
async function readPatiently(stackName: string): Promise<z.output<typeof answer>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const state: unknown = await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", {
        stackName,
      });
      return answer.parse(state);
    } catch (error) {
      if (attempt === maxAttempts) {
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
    fix: "Check whether this works: npx pulumi stack export >/dev/null",
  };
}
