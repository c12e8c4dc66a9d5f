import { z } from "zod";
import { Failure } from "../domain/failure.ts";
import type { StackState } from "../zone/state.ts";
import { askPulumi } from "./pulumi.ts";

const resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  /** Cloudflare's id; components have none. */
  id: z.string().optional(),
  /** True for a resource that a run replaced or dropped but could not delete yet. */
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

/** One resource of a stack's state; fields that are not listed here are kept as they are. */
export type ExportedResource = z.output<typeof resource>;
export type ExportedState = z.output<typeof exported>;

/** The stack's state, as exported text (secrets stay encrypted) and parsed. */
export interface ExportedStack extends StackState<ExportedResource> {
  readonly text: string;
  readonly state: ExportedState;
}

/** Exports the stack's state, which also works while another run has locked the stack. @throws Failure */
export async function readState(stack: string): Promise<ExportedStack> {
  const text = await askPulumi("reading the stack's state", ["stack", "export"], { stack });
  const state = exported.safeParse(JSON.parse(text));
  if (!state.success) {
    throw new Failure({
      code: "state-unreadable",
      where: `stack ${stack}`,
      what: "has a state in a format that this program can't read",
      fix: `Look at it: npx pulumi stack export --stack ${stack}`,
    });
  }
  return { text, state: state.data, resources: state.data.deployment.resources ?? [] };
}
