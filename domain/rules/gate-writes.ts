import type { CustomRule } from "./custom-rule.ts";
import { type BlockRule, blockRules } from "./gate-rule.ts";
import { hasRefOf, isOwnRule, refPrefix, rulesAbove } from "./own-rules.ts";

/** The gate's rules as they should be in the zone's list of custom rules. */
export interface DesiredGate {
  readonly stack: string;
  /** The prefix of our refs before `pulumi stack rename`; rules with such refs are replaced. */
  readonly formerPrefix: string | undefined;
  readonly rules: readonly BlockRule[];
  /** Every hostname that the rules guard. */
  readonly hostnames: readonly string[];
  readonly position: "last" | "first";
  /** How many custom rules the zone's plan allows. */
  readonly slots: number;
}

/** Where the Rulesets API puts a rule: after another one, or with an empty id at an end of the list. */
export type RulePlace = { readonly after: string } | { readonly before: "" };

/** A request that changes a single rule of ours, and none of others. */
export type GateWrite =
  | { readonly kind: "add"; readonly ref: string; readonly rule: BlockRule; readonly place: RulePlace }
  | { readonly kind: "change"; readonly id: string; readonly ref: string; readonly rule: BlockRule }
  | { readonly kind: "move"; readonly id: string; readonly place: RulePlace }
  | { readonly kind: "remove"; readonly id: string };

/**
 * Returns the next write that brings the live rules closer to the desired ones; undefined when they agree. It has to be
 * called with the live rules after every write, because others may change the list in between.
 *
 * After every write, all our rules together block at least what the old ones or the desired ones block. A rule is
 * changed in place only when nothing but its pins changes, or when it is the only one that changes; otherwise new rules
 * are added before old ones are removed. If the plan has no slot for that, an old rule blocks everyone until the new
 * ones are in place.
 *
 * @throws RangeError when the plan has too few slots for our rules
 */
export function nextWrite(desired: DesiredGate, live: readonly CustomRule[]): GateWrite | undefined {
  const progress = compare(desired, live);
  return progress.missing.length === 0 && progress.surplus.length === 0
    ? nextMove(desired, progress)
    : nextContent(desired, progress);
}

/** A write with content that Cloudflare can refuse. */
export type RuleWrite = Extract<GateWrite, { readonly rule: unknown }>;

/**
 * Returns a write for every desired rule that is not live, each as if it were the only one, so that Cloudflare can check
 * all of them in dry runs.
 */
export function writesToTry(desired: DesiredGate, live: readonly CustomRule[]): RuleWrite[] {
  const progress = compare(desired, live);
  const writes: RuleWrite[] = [];
  for (const [index, rule] of progress.missing.entries()) {
    const old = progress.surplus[index];
    // A list that does not exist yet is created with all of them, so their refs must differ.
    const added = { ...add(desired, progress, rule), ref: freeRef(desired, [...progress.own, ...writes]) };
    writes.push(old === undefined ? added : change(desired, progress, { old, rule }));
  }
  return writes;
}

interface Progress {
  readonly live: readonly CustomRule[];
  /** Our live rules. */
  readonly own: readonly CustomRule[];
  /** Desired rules that are not live. */
  readonly missing: readonly BlockRule[];
  /** Our live rules that are not desired. */
  readonly surplus: readonly CustomRule[];
}

function compare({ rules, stack, formerPrefix }: DesiredGate, live: readonly CustomRule[]): Progress {
  const own = live.filter((rule) => isOwnRule(rule, stack, formerPrefix));
  const surplus = [...own];
  const missing = rules.filter((rule) => {
    const found = surplus.findIndex((one) => hasRefOf(one, refPrefix(stack)) && isSame(one, rule));
    if (found !== -1) surplus.splice(found, 1);
    return found === -1;
  });
  return { live, own, missing, surplus };
}

function isSame(live: CustomRule, { expression, description }: BlockRule): boolean {
  return (
    live.action === "block" &&
    live.enabled &&
    live.expression === expression &&
    live.description === description
  );
}

function nextContent(desired: DesiredGate, progress: Progress): GateWrite {
  const { live, missing, surplus } = progress;
  const [firstMissing] = missing;
  const inPlace = findPair(desired, progress);
  if (inPlace !== undefined) {
    return change(desired, progress, inPlace);
  }
  if (firstMissing === undefined) {
    return { kind: "remove", id: surplus[0]?.id ?? "" };
  }
  return live.length < desired.slots ? add(desired, progress, firstMissing) : makeRoom(desired, progress);
}

interface Pair {
  readonly old: CustomRule;
  readonly rule: BlockRule;
}

/** Finds a rule that can be changed in place without letting anyone in. */
function findPair({ stack }: DesiredGate, { missing, surplus }: Progress): Pair | undefined {
  const candidates = surplus.filter((old) => hasRefOf(old, refPrefix(stack)));
  for (const old of candidates) {
    const rule = missing.find(({ expression }) => maskPins(expression) === maskPins(old.expression));
    if (rule !== undefined) return { old, rule };
  }
  const [old, rule] = [candidates[0], missing[0]];
  const isOnly = missing.length === 1 && surplus.length === 1;
  return isOnly && old !== undefined && rule !== undefined ? { old, rule } : undefined;
}

/** Rules whose masked expressions are equal guard the same requests. */
function maskPins(expression: string): string {
  return expression.replaceAll(/"[0-9a-f]{64}" ?/g, "");
}

function change(desired: DesiredGate, { own }: Progress, { old, rule }: Pair): RuleWrite {
  const ref = hasRefOf(old, refPrefix(desired.stack)) ? old.ref : freeRef(desired, own);
  return { kind: "change", id: old.id, ref, rule };
}

function add(desired: DesiredGate, { own }: Progress, rule: BlockRule): RuleWrite {
  const last = own.at(-1);
  const atEnd = desired.position === "first" ? ({ before: "" } as const) : { after: "" };
  const place = last === undefined ? atEnd : { after: last.id };
  return { kind: "add", ref: freeRef(desired, own), rule, place };
}

function freeRef({ stack }: DesiredGate, own: readonly { readonly ref: string }[]): string {
  for (let number = 1; ; number += 1) {
    const ref = `${refPrefix(stack)}${number}`;
    if (own.every((rule) => rule.ref !== ref)) return ref;
  }
}

/** With no slot free, makes one old rule block everyone, so that the other old rules can be removed. */
function makeRoom(desired: DesiredGate, progress: Progress): GateWrite {
  const { missing, surplus } = progress;
  const [lock] = blockRules({ hostnames: desired.hostnames, lanes: [], pins: [] });
  const [first] = surplus;
  if (lock === undefined || first === undefined) {
    throw new RangeError(
      `the zone's plan allows no more than ${desired.slots} custom rules, and this stack needs ${missing.length} more: ` +
        "delete rules of others in the dashboard (Security → WAF → Custom rules), then run npx pulumi up again",
    );
  }
  const locked = surplus.find(({ expression }) => expression === lock.expression);
  if (locked === undefined) {
    return change(desired, progress, { old: first, rule: lock });
  }
  const other = surplus.find((rule) => rule !== locked);
  if (other !== undefined) {
    return { kind: "remove", id: other.id };
  }
  const [last, ...more] = missing;
  if (last === undefined || more.length > 0) {
    throw new RangeError(`the zone's plan allows no more than ${desired.slots} custom rules`);
  }
  return change(desired, progress, { old: locked, rule: last });
}

/** Returns the next move that brings our rules together at the desired end; those of others keep their order. */
function nextMove({ stack, position }: DesiredGate, { live, own }: Progress): GateWrite | undefined {
  const above = rulesAbove(live, stack, position);
  const foreign = live.filter((rule) => !own.includes(rule));
  const target = [...foreign.slice(0, above), ...own, ...foreign.slice(above)];
  const wrong = target.findIndex((rule, index) => live[index] !== rule);
  if (wrong === -1) {
    return undefined;
  }
  const expected = target[wrong];
  const isOwn = expected !== undefined && own.includes(expected);
  const moved = isOwn ? expected : live[wrong];
  const neighbour = isOwn ? target[wrong - 1] : foreign[above - 1];
  const place = neighbour === undefined ? ({ before: "" } as const) : { after: neighbour.id };
  return { kind: "move", id: moved?.id ?? "", place };
}
