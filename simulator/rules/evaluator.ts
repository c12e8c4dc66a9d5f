import { type Address, rangeHolds } from "./address.ts";
import type { EdgeRequest } from "../edge/request.ts";
import {
  type CallNode,
  type Expression,
  type Headers,
  type Index,
  isEach,
  type OrderOperator,
  type Test,
  type Value,
  type ValueNode,
} from "./expression.ts";

/** Whether a request matches a parsed expression. Texts are compared byte for byte. */
export function evaluate(expression: Expression, request: EdgeRequest): boolean {
  switch (expression.kind) {
    case "truth":
      return valueOf(expression.value, request) === true;
    case "compare":
      return passes(expression.test, valueOf(expression.value, request));
    case "not":
      return !evaluate(expression.operand, request);
    case "and":
    case "or":
    case "xor":
      return combine(expression, (operand) => evaluate(operand, request));
    default:
      return quantify(expression.kind, evaluateList(expression.operand, request));
  }
}

function quantify(kind: "any" | "all", truths: readonly boolean[] | undefined): boolean {
  return (kind === "any" ? truths?.some(Boolean) : truths?.every(Boolean)) ?? false;
}

type Combination = Extract<Expression, { readonly left: Expression }>;

function combine({ kind, left, right }: Combination, truthOf: (operand: Expression) => boolean): boolean {
  if (kind === "and") return truthOf(left) && truthOf(right);
  return kind === "or" ? truthOf(left) || truthOf(right) : truthOf(left) !== truthOf(right);
}

/** The elements' truth values, the argument of any() and all(). For a missing array of Bool it is undefined, and neither is true. */
function evaluateList(expression: Expression, request: EdgeRequest): readonly boolean[] | undefined {
  switch (expression.kind) {
    case "truth":
      return listOf(expression.value, request)?.map((element) => element === true);
    case "compare":
      return (listOf(expression.value, request) ?? []).map((element) => passes(expression.test, element));
    case "not":
      return (evaluateList(expression.operand, request) ?? []).map((truth) => !truth);
    case "and":
    case "or":
    case "xor":
      return pairwise(expression, request);
    default:
      return [];
  }
}

/** Combines two lists element by element, up to the length of the shorter one. */
function pairwise(expression: Combination, request: EdgeRequest): readonly boolean[] {
  const [lefts, rights] = [expression.left, expression.right].map(
    (side) => evaluateList(side, request) ?? [],
  );
  const length = Math.min(lefts?.length ?? 0, rights?.length ?? 0);
  return Array.from({ length }, (_, at) =>
    combine(expression, (side) => (side === expression.left ? lefts : rights)?.[at] ?? false),
  );
}

function valueOf(node: ValueNode, request: EdgeRequest): Value {
  switch (node.kind) {
    case "field":
      return node.read(request);
    case "literal":
      return node.value;
    case "call":
      return callValue(node, request);
    case "index":
      return isEach(node) ? listOf(node, request) : reach(valueOf(node.of, request), node.path)[0];
  }
}

/** The elements of an array, or all values at the end of a path with `*`. */
function listOf(node: ValueNode, request: EdgeRequest): readonly Value[] | undefined {
  if (node.kind !== "index") return valueOf(node, request) as readonly Value[] | undefined;
  const container = valueOf(node.of, request);
  return container === undefined ? undefined : reach(container, node.path);
}

/** All values at the end of the path; none if a step is missing. */
function reach(value: Value, [index, ...rest]: readonly Index[]): readonly Value[] {
  if (value === undefined) return [];
  if (index === undefined) return [value];
  return step(value as Headers | readonly Value[], index).flatMap((element) => reach(element, rest));
}

function step(container: Headers | readonly Value[], index: Index): readonly Value[] {
  if (typeof index === "object") return [(container as Headers).get(index.name)];
  const elements = [...container.values()] as readonly Value[];
  return index === "*" ? elements : [elements[index]];
}

function callValue({ inputs, apply, skipsMissing }: CallNode, request: EdgeRequest): Value {
  const [first, ...others] = inputs;
  const rest = others.map((input) => valueOf(input, request));
  const call = (one: Value): Value => {
    const given = [one, ...rest];
    const known = given.filter((value) => value !== undefined);
    if (known.length === 0 || (!skipsMissing && known.length < given.length)) return undefined;
    return apply(known);
  };
  if (first === undefined) return undefined;
  if (!isEach(first)) return call(valueOf(first, request));
  return listOf(first, request)
    ?.map(call)
    .filter((value) => value !== undefined);
}

function passes(test: Test, value: Value): boolean {
  // Every comparison with a missing value is false: https://developers.cloudflare.com/ruleset-engine/rules-language/values/
  if (value === undefined) return false;
  switch (test.kind) {
    case "order":
      return inOrder[test.operator](compare(value, test.literal));
    case "bits":
      return ((value as bigint) & test.mask) !== 0n;
    case "contains":
      return (value as string).includes(test.literal);
    case "wildcard":
      return test.pattern.test(value as string);
    case "in-texts":
      return test.set.has(value as string);
    case "in-integers":
      return test.ranges.some(([first, last]) => first <= (value as bigint) && (value as bigint) <= last);
    case "in-addresses":
      return test.ranges.some((range) => rangeHolds(range, value as Address));
  }
}

/** Returns a negative number, zero or a positive one; NaN, which only `ne` accepts, for addresses of different families. */
function compare(value: Value, literal: Value): number {
  if (typeof value === "object" && typeof literal === "object") {
    const left = value as Address;
    const right = literal as Address;
    return left.family === right.family ? order(left.value, right.value) : NaN;
  }
  return order(value as string | bigint, literal as string | bigint);
}

function order<T extends string | bigint>(left: T, right: T): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

const inOrder: Readonly<Record<OrderOperator, (result: number) => boolean>> = {
  eq: (result) => result === 0,
  ne: (result) => result !== 0,
  lt: (result) => result < 0,
  le: (result) => result <= 0,
  gt: (result) => result > 0,
  ge: (result) => result >= 0,
};
