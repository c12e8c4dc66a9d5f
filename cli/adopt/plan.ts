import type { Situation } from "../../zone/findings/finding.ts";
import { resourcesOf } from "../../zone/state.ts";
import type { ExportedResource, ExportedStack } from "../state.ts";

/** An object at Cloudflare that the stack's state is to hold from now on. */
export interface Taking {
  readonly type: string;
  /** Logical name, as the program gives it. */
  readonly name: string;
  /** The provider's import id: `<account>/<tunnel>`, `<zone>/<record>`. */
  readonly importId: string;
  /** Components around it, outermost first. */
  readonly parents: readonly { readonly type: string; readonly name: string }[];
  /** In the owner's words: `tunnel ha-mtls-prod (id)`. */
  readonly what: string;
  /** Taken only after a yes for this very object: the word for --take, and what the yes means. */
  readonly consent?: { readonly word: string; readonly consequence: string };
}

/** A resource that the stack's state is to forget, because its object is gone or can't be deleted any more. */
export interface LettingGo {
  readonly urn: string;
  readonly id: string | undefined;
  /** True for the entry that waits for its deletion. */
  readonly pendingDelete: boolean;
  readonly what: string;
  readonly why: string;
}

/** Something that was found and stays as it is. */
export interface Leaving {
  readonly what: string;
  /** Why, and what the owner can do. */
  readonly why: string;
}

/** What brings the state in line with Cloudflare. */
export interface AdoptionPlan {
  readonly take: readonly Taking[];
  readonly letGo: readonly LettingGo[];
  readonly leave: readonly Leaving[];
  /** URNs of operations that a killed run left unfinished. */
  readonly unfinished: readonly string[];
}

/** What an adoption is decided from. */
export interface AdoptionSituation extends Situation {
  readonly state: ExportedStack;
  readonly letGo: readonly LettingGo[];
}

/** Resources of a type that the state holds and keeps. */
export function kept(
  { state, letGo }: Pick<AdoptionSituation, "state" | "letGo">,
  type: string,
): ExportedResource[] {
  return resourcesOf(state, type).filter((one) => !letGo.some((going) => isMeant(going, one)));
}

/** Whether that entry of the state is the one to let go of: a URN may stand twice, for an object and its successor. */
export function isMeant({ urn, id, pendingDelete }: LettingGo, one: ExportedResource): boolean {
  return one.urn === urn && one.id === id && (one.delete ?? false) === pendingDelete;
}

/** What of the plan is carried out when these objects have their explicit yes. */
export function withConsent(plan: AdoptionPlan, words: readonly string[]): AdoptionPlan {
  const take = plan.take.filter(({ consent }) => consent === undefined || words.includes(consent.word));
  return { ...plan, take };
}

/** Whether there is nothing to do. */
export function isEmpty({ take, letGo, unfinished }: AdoptionPlan): boolean {
  return take.length + letGo.length + unfinished.length === 0;
}
