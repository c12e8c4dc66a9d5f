import { plainLines } from "../../domain/plain-text.ts";
import type { Situation } from "../../zone/findings/finding.ts";
import { logicalName, resourcesOf } from "../../zone/state.ts";
import type { ExportedResource, ExportedStack } from "../state.ts";

/** An object at Cloudflare to be added to the stack's state. */
export interface AdoptedObject {
  readonly type: string;
  /** The logical name that the program uses. */
  readonly name: string;
  /** The provider's import id: `<account>/<tunnel>`, `<zone>/<record>`. */
  readonly importId: string;
  /** The components that contain it, outermost first. */
  readonly parents: readonly { readonly type: string; readonly name: string }[];
  /** In the owner's words: `tunnel ha-mtls-prod (id)`. */
  readonly what: string;
  /** Set for an object that needs separate consent: the word for --take, and what consenting leads to. */
  readonly consent?: { readonly word: string; readonly consequence: string };
}

/** A resource to be dropped from the stack's state, because its object no longer exists or can't be deleted any more. */
export interface DroppedResource {
  readonly urn: string;
  readonly id: string | undefined;
  /** True for an entry that is waiting to be deleted. */
  readonly pendingDelete: boolean;
  readonly what: string;
  readonly why: string;
}

/** An object that was found and is left unchanged. */
export interface UnchangedObject {
  readonly what: string;
  /** Why, and what the owner can do about it. */
  readonly why: string;
}

/** The changes that bring the state in line with Cloudflare. */
export interface AdoptionPlan {
  readonly take: readonly AdoptedObject[];
  readonly letGo: readonly DroppedResource[];
  readonly leave: readonly UnchangedObject[];
  /** URNs of operations that a killed run left unfinished. */
  readonly unfinished: readonly string[];
}

/** The facts that an adoption is planned from. */
export interface AdoptionSituation extends Situation {
  readonly state: ExportedStack;
  readonly letGo: readonly DroppedResource[];
}

/** Returns the resources of a type that stay in the state. */
export function kept(
  { state, letGo }: Pick<AdoptionSituation, "state" | "letGo">,
  type: string,
): ExportedResource[] {
  return resourcesOf(state, type).filter((one) => !letGo.some((dropped) => isMeant(dropped, one)));
}

/** Whether this entry of the state is the one to drop: an object and its successor can share a URN. */
export function isMeant({ urn, id, pendingDelete }: DroppedResource, one: ExportedResource): boolean {
  return one.urn === urn && one.id === id && (one.delete ?? false) === pendingDelete;
}

/** Returns the part of the plan that may be carried out when consent was given with these words. */
export function withConsent(plan: AdoptionPlan, words: readonly string[]): AdoptionPlan {
  const take = plan.take.filter(({ consent }) => consent === undefined || words.includes(consent.word));
  return { ...plan, take };
}

/** Whether the plan changes nothing. */
export function isEmpty({ take, letGo, unfinished }: AdoptionPlan): boolean {
  return take.length + letGo.length + unfinished.length === 0;
}

/** Describes the plan to its owner. */
export function describePlan(stack: string, { take, letGo, unfinished, leave }: AdoptionPlan): string {
  return [
    ...section(
      `Stack ${stack} takes over:`,
      take.map(({ what, consent }) =>
        consent === undefined ? what : `${what}\n  only with --take ${consent.word}: ${consent.consequence}`,
      ),
    ),
    ...section(
      "It drops from its state (nothing is deleted at Cloudflare):",
      letGo.map(({ what, why }) => `${what}: ${why}`),
    ),
    ...section(
      "It discards the operations that a killed run left unfinished:",
      unfinished.map((urn) => logicalName({ urn })),
    ),
    ...section(
      "Left unchanged:",
      leave.map(({ what, why }) => `${what}:\n  ${why}`),
    ),
  ].join("\n");
}

function section(title: string, items: readonly string[]): string[] {
  const lines = items.map((item) => `  ${plainLines(item).replaceAll("\n", "\n  ")}`);
  return items.length === 0 ? [] : [title, ...lines];
}
