import { z } from "zod";
import { Failure } from "../domain/failure.ts";
import type { StackState } from "../zone/state.ts";
import { pulumi } from "./pulumi.ts";
import { pulumiFailure } from "./pulumi-failure.ts";

const resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  /** Cloudflare's id; components have none. */
  id: z.string().optional(),
  /** True for what a run has replaced or dropped and could not delete yet. */
  delete: z.boolean().optional(),
  parent: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
  dependencies: z.array(z.string()).nullish(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullish()).nullish(),
  deletedWith: z.string().optional(),
  replaceWith: z.array(z.string()).nullish(),
});

const exported = z.looseObject({
  version: z.number(),
  deployment: z.looseObject({
    resources: z.array(resource).nullish(),
    pending_operations: z.array(z.looseObject({ type: z.string(), resource })).nullish(),
  }),
});

/** One resource of a stack's state; what is not named here is carried along. */
export type ExportedResource = z.output<typeof resource>;
export type ExportedState = z.output<typeof exported>;

/** The stack's state: its text as exported (secrets stay encrypted) and what it says. */
export interface ExportedStack extends StackState<ExportedResource> {
  readonly text: string;
  readonly state: ExportedState;
}

/** Exports the stack's state; works while another run holds the stack. @throws Failure */
export async function readState(stack: string): Promise<ExportedStack> {
  const answer = await pulumi(["stack", "export"], { stack });
  if (answer.code !== 0) {
    throw pulumiFailure(stack, "reading the stack's state", answer);
  }
  const state = exported.safeParse(JSON.parse(answer.stdout));
  if (!state.success) {
    throw new Failure({
      code: "state-unreadable",
      where: `stack ${stack}`,
      what: "has a state of a form that this program does not know",
      fix: `Look at it: npx pulumi stack export --stack ${stack}`,
    });
  }
  return { text: answer.stdout, state: state.data, resources: state.data.deployment.resources ?? [] };
}
