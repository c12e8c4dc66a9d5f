import { type Address, rangeHolds } from "./address.ts";
import type { EdgeRequest } from "../edge/request.ts";
import type { CallNode, Expression, Headers, IndexNode, Test, Value, ValueNode } from "./expression.ts";

/** Decides a parsed expression for one request. */
export function evaluate(expression: Expression, request: EdgeRequest): boolean {
  switch (expression.kind) {
    case "truth":
      return valueOf(expression.value, request) === true;
    case "compare":
      return passes(expression.test, valueOf(expression.value, request));
    case "not":
      return !evaluate(expression.operand, request);
    case "and":
      return evaluate(expression.left, request) && evaluate(expression.right, request);
    case "or":
      return evaluate(expression.left, request) || evaluate(expression.right, request);
    case "xor":
      return evaluate(expression.left, request) !== evaluate(expression.right, request);
    case "any":
      return evaluateEach(expression.operand, request).some(Boolean);
    case "all":
      return evaluateEach(expression.operand, request).every(Boolean);
  }
}

/** The operand of any() and all(): one comparison over an array's elements, or an array of truths. */
function evaluateEach(expression: Expression, request: EdgeRequest): boolean[] {
  if (expression.kind !== "compare" && expression.kind !== "truth") return [];
  const { value } = expression;
  const elements = valueOf(value.kind === "each" ? value.of : value, request);
  const list = Array.isArray(elements) ? (elements as readonly Value[]) : [];
  return list.map((element) =>
    expression.kind === "compare" ? passes(expression.test, element) : element === true,
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
      return indexValue(node, request);
    case "each":
      return valueOf(node.of, request);
  }
}

function callValue(node: CallNode, request: EdgeRequest): Value {
  const inputs = node.inputs.map((input) => valueOf(input, request));
  const [first, ...others] = inputs;
  if (node.each) {
    return ((first ?? []) as readonly Value[]).map((element) => node.apply([element, ...others]));
  }
  return inputs.includes(undefined) ? undefined : node.apply(inputs);
}

function indexValue(node: IndexNode, request: EdgeRequest): Value {
  const container = valueOf(node.of, request);
  if (container === undefined) return undefined;
  if (typeof node.index === "string") return (container as Headers).get(node.index.toLowerCase());
  return (container as readonly Value[])[node.index];
}

function passes(test: Test, value: Value): boolean {
  // A missing header differs from everything and equals nothing.
  if (value === undefined) return test.kind === "order" && test.operator === "ne";
  switch (test.kind) {
    case "order":
      return inOrder(test.operator, compare(value, test.literal));
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

/** Negative, zero or positive; undefined between addresses of different families. */
function compare(value: Value, literal: Value): number | undefined {
  if (typeof value === "object" && typeof literal === "object") {
    const left = value as Address;
    const right = literal as Address;
    return left.family === right.family ? order(left.value, right.value) : undefined;
  }
  return order(value as string | bigint, literal as string | bigint);
}

function order<T extends string | bigint>(left: T, right: T): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

function inOrder(operator: "eq" | "ne" | "lt" | "le" | "gt" | "ge", result: number | undefined): boolean {
  if (result === undefined) return operator === "ne";
  switch (operator) {
    case "eq":
      return result === 0;
    case "ne":
      return result !== 0;
    case "lt":
      return result < 0;
    case "le":
      return result <= 0;
    case "gt":
      return result > 0;
    case "ge":
      return result >= 0;
  }
}
