import { z } from "zod";
import { compareOnly } from "../../domain/compare-only.ts";
import { Failure } from "../../domain/failure.ts";
import { pulumi } from "../pulumi.ts";
import { pulumiFailure } from "../pulumi-failure.ts";

const resourceState = z.object({ inputs: z.record(z.string(), z.unknown()).nullish() });

const step = z.object({
  op: z.string(),
  urn: z.string(),
  oldState: resourceState.nullish(),
  newState: resourceState.nullish(),
  diffReasons: z.array(z.string()).nullish(),
});

const preview = z.object({
  steps: z.array(step).nullish(),
  diagnostics: z.array(z.object({ message: z.string(), severity: z.string() })).nullish(),
});

export type PreviewStep = z.output<typeof step>;

/** The result of a preview with refresh: its steps, and why the program stopped if it did. */
export interface Comparison {
  readonly steps: readonly PreviewStep[];
  readonly stoppedBy: string | undefined;
}

/**
 * Lets Pulumi compare every resource with Cloudflare; nothing is changed, not even the state. The program neither judges
 * the zone nor looks at Home Assistant, whose access token it does not need.
 * @throws Failure
 */
export async function comparePreview(stack: string): Promise<Comparison> {
  const words = ["preview", "--refresh", "--diff", "--expect-no-changes", "--json"];
  const answer = await pulumi(words, { stack, environment: { [compareOnly]: "true" } });
  const { data: found } = preview.safeParse(parseJson(answer.stdout));
  const errors = (found?.diagnostics ?? []).filter(({ severity }) => severity === "error");
  const steps = (found?.steps ?? []).filter(({ op }) => !["same", "refresh", "read"].includes(op));
  const isUnexplained = errors.length === 0 && steps.length === 0 && answer.code !== 0;
  if (found === undefined || isUnexplained) {
    throw pulumiFailure(stack, "comparing the stack with Cloudflare", answer);
  }
  const stoppedBy = errors.map(({ message }) => message.trim()).join("\n");
  return { steps, stoppedBy: stoppedBy === "" ? undefined : stoppedBy };
}

/** Reports that the program stopped for a reason that this command can't explain. */
export function stopped(stack: string, by: string): Failure {
  return new Failure({
    code: "pulumi-failed",
    where: `stack ${stack}`,
    what: "can't be compared with Cloudflare",
    fix: `Pulumi said:\n${by}`,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
