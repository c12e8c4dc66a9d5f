import type { Address, AddressRange } from "./address.ts";
import type { EdgeRequest } from "../edge/request.ts";

/** The types of values in the rules language. */
export type ValueType =
  "Bool" | "Int" | "Ip" | "Bytes" | "Array(Bytes)" | "Array(Int)" | "Array(Bool)" | "Headers";

/** A value while a rule is judged; text holds one character per byte; undefined stands for a missing header. */
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
  readonly inputs: readonly ValueNode[];
  /** The first input is an array of which each element is given to the function. */
  readonly each: boolean;
}
/** `headers["name"]`, `array[0]`, or `array[*]` (`each`). */
export interface IndexNode {
  readonly kind: "index";
  readonly type: ValueType;
  readonly of: ValueNode;
  readonly index: string | number;
}
export interface EachNode {
  readonly kind: "each";
  /** The type of one element. */
  readonly type: ValueType;
  readonly of: ValueNode;
}
export type ValueNode = FieldNode | LiteralNode | CallNode | IndexNode | EachNode;

export type Test =
  | {
      readonly kind: "order";
      readonly operator: "eq" | "ne" | "lt" | "le" | "gt" | "ge";
      readonly literal: Value;
    }
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
