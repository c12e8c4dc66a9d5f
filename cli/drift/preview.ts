import { z } from "zod";
import { unseenHomeAssistant } from "../../domain/configuration/api-token.ts";
import { Failure } from "../../domain/failure.ts";
import { pulumi } from "../pulumi.ts";
import { pulumiFailure } from "../pulumi-failure.ts";

const resourceState = z.looseObject({
  inputs: z.record(z.string(), z.unknown()).nullish(),
  outputs: z.record(z.string(), z.unknown()).nullish(),
});

const step = z.looseObject({
  op: z.string(),
  urn: z.string(),
  oldState: resourceState.nullish(),
  newState: resourceState.nullish(),
  diffReasons: z.array(z.string()).nullish(),
});

const preview = z.looseObject({
  steps: z.array(step).nullish(),
  diagnostics: z.array(z.looseObject({ message: z.string(), severity: z.string() })).nullish(),
});

export type PreviewStep = z.output<typeof step>;

/** What a preview with refresh says: its steps, or why the program stopped. */
export interface Comparison {
  readonly steps: readonly PreviewStep[];
  readonly stoppedBy: string | undefined;
}

/**
 * Lets Pulumi compare everything with Cloudflare; nothing is changed, not even the state. It does not need Home
 * Assistant's access token.
 * @throws Failure
 */
export async function comparePreview(stack: string): Promise<Comparison> {
  const words = ["preview", "--refresh", "--diff", "--expect-no-changes", "--json"];
  const answer = await pulumi(words, { stack, environment: { [unseenHomeAssistant]: "true" } });
  const parsed = preview.safeParse(parseJson(answer.stdout));
  if (!parsed.success) {
    throw pulumiFailure(stack, "comparing the stack with Cloudflare", answer);
  }
  const errors = (parsed.data.diagnostics ?? []).filter(({ severity }) => severity === "error");
  const steps = (parsed.data.steps ?? []).filter(({ op }) => !["same", "refresh", "read"].includes(op));
  if (errors.length === 0 && steps.length === 0 && answer.code !== 0) {
    throw pulumiFailure(stack, "comparing the stack with Cloudflare", answer);
  }
  const stoppedBy = errors.map(({ message }) => message.trim()).join("\n");
  return { steps, stoppedBy: stoppedBy === "" ? undefined : stoppedBy };
}

/** The program refused to go on, and nothing that this command knows explains it. */
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
