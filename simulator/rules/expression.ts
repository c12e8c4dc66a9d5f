import type { Address, AddressRange } from "./address.ts";
import type { EdgeRequest } from "../edge/request.ts";

/** A type of the rules language. */
export type ValueType =
  "Bool" | "Int" | "Ip" | "Bytes" | "Array(Bytes)" | "Array(Int)" | "Array(Bool)" | "Headers";

/** A value during evaluation. Text has one character per byte; undefined is a missing header. */
export type Value = boolean | bigint | Address | string | readonly Value[] | Headers | undefined;
export type Headers = ReadonlyMap<string, readonly string[]>;

export interface FieldNode {
  readonly kind: "field";
  readonly name: string;
  readonly type: ValueType;
  readonly read: (request: EdgeRequest) => Value;
}
export interface LiteralNode {
  readonly kind: "literal";
  readonly type: ValueType;
  readonly value: bigint | string | Address;
}
export interface CallNode {
  readonly kind: "call";
  readonly name: string;
  readonly type: ValueType;
  readonly apply: (values: readonly Value[]) => Value;
  /** Whether missing inputs are left out. Otherwise, one missing input makes the result missing. */
  readonly skipsMissing: boolean;
  readonly inputs: readonly ValueNode[];
}
/** A path into a value: `headers["name"]`, `array[0]`, `headers[*][*]`. A path with `*` leads to many values. */
export interface IndexNode {
  readonly kind: "index";
  /** The type at the end of the path; with `*`, the type of one element. */
  readonly type: ValueType;
  readonly of: ValueNode;
  readonly path: readonly Index[];
}
/** A header's name, a position counted from 0, or `*` for all elements. */
export type Index = { readonly name: string } | number | "*";
export type ValueNode = FieldNode | LiteralNode | CallNode | IndexNode;

export type OrderOperator = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

export type Test =
  | { readonly kind: "order"; readonly operator: OrderOperator; readonly literal: Value }
  | { readonly kind: "bits"; readonly mask: bigint }
  | { readonly kind: "contains"; readonly literal: string }
  | { readonly kind: "wildcard"; readonly pattern: RegExp; readonly literal: string }
  | { readonly kind: "in-texts"; readonly set: ReadonlySet<string> }
  | { readonly kind: "in-integers"; readonly ranges: readonly (readonly [bigint, bigint])[] }
  | { readonly kind: "in-addresses"; readonly ranges: readonly AddressRange[] };

/** A parsed, type-checked rule expression. */
export type Expression =
  | { readonly kind: "truth"; readonly value: ValueNode }
  | { readonly kind: "compare"; readonly value: ValueNode; readonly test: Test }
  | { readonly kind: "not"; readonly operand: Expression }
  | { readonly kind: "and" | "or" | "xor"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "any" | "all"; readonly operand: Expression };

/** Whether the value stands for all elements of an array, as `headers["name"][*]` does. */
export function isEach(value: ValueNode): boolean {
  return value.kind === "index" && value.path.includes("*");
}

/** Whether the expression's result is a list of Bool, which only any() and all() accept. */
export function makesList(expression: Expression): boolean {
  switch (expression.kind) {
    case "truth":
    case "compare":
      return isEach(expression.value) || expression.value.type === "Array(Bool)";
    case "not":
      return makesList(expression.operand);
    case "any":
    case "all":
      return false;
    default:
      return makesList(expression.left);
  }
}
