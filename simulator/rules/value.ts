import { fields } from "./field.ts";
import { type FunctionInput, functions, type RuleFunction } from "./function.ts";
import { readInteger, readText } from "./literal.ts";
import type { CallNode, ValueNode, ValueType } from "./expression.ts";
import type { Scanner } from "./scanner.ts";

const maximumDepth = 128;

/** Reads a field or a function call with its indexes, such as `lower(http.request.headers["x"][*])[*]`. */
export function readValue(scanner: Scanner, depth = 0): ValueNode {
  if (depth > maximumDepth) scanner.fail(`maximum nesting depth exceeded (limit: ${maximumDepth})`);
  const start = scanner.position;
  const name = readName(scanner);
  const span = { start, end: scanner.position };
  const field = fields.get(name);
  if (field) return readIndexes(scanner, { kind: "field", name, ...field });
  const definition = functions.get(name) ?? scanner.fail("unknown identifier", span);
  return readIndexes(scanner, readCall(scanner, { name, definition, depth }));
}

function readName(scanner: Scanner): string {
  const start = scanner.position;
  do {
    if (scanner.takeWhile(/[0-9A-Za-z_]/) === "") scanner.fail("expected identifier character");
  } while (scanner.accept("."));
  return scanner.text.slice(start, scanner.position);
}

function readIndexes(scanner: Scanner, value: ValueNode): ValueNode {
  let result = value;
  for (let start = scanner.position; scanner.accept("["); start = scanner.position) {
    scanner.skipSpace();
    const index = readIndex(scanner);
    scanner.skipSpace();
    scanner.expect("]");
    const refuse = (): never =>
      scanner.fail(`cannot access index ${JSON.stringify(index)} for type ${result.type}`, {
        start,
        end: scanner.position,
      });
    result = applyIndex(result, index) ?? refuse();
  }
  return result;
}

function readIndex(scanner: Scanner): string | number {
  if (scanner.accept("*")) return "*";
  if (scanner.next === '"' || scanner.next === "r") return `=${readText(scanner)}`;
  const start = scanner.position;
  const index = readInteger(scanner);
  if (index < 0n || index > 0xffffffffn) {
    scanner.fail("expected an index of 0 or more", { start, end: scanner.position });
  }
  return Number(index);
}

const elementTypes: Partial<Record<ValueType, ValueType>> = {
  "Array(Bytes)": "Bytes",
  "Array(Int)": "Int",
  "Array(Bool)": "Bool",
};

function applyIndex(value: ValueNode, index: string | number): ValueNode | undefined {
  if (value.kind === "each") return undefined;
  if (typeof index === "string" && index !== "*") {
    if (value.type !== "Headers") return undefined;
    return { kind: "index", type: "Array(Bytes)", of: value, index: index.slice(1) };
  }
  const type = elementTypes[value.type];
  if (!type) return undefined;
  return typeof index === "number"
    ? { kind: "index", type, of: value, index }
    : { kind: "each", type, of: value };
}

interface Call {
  readonly name: string;
  readonly definition: RuleFunction;
  readonly depth: number;
}

const arrayTypes: Partial<Record<ValueType, ValueType>> = {
  Bytes: "Array(Bytes)",
  Int: "Array(Int)",
  Bool: "Array(Bool)",
};

function readCall(scanner: Scanner, { name, definition, depth }: Call): CallNode {
  scanner.skipSpace();
  const start = scanner.position;
  scanner.expect("(");
  const inputs: ValueNode[] = [];
  for (;;) {
    scanner.skipSpace();
    if (scanner.accept(")")) break;
    if (inputs.length > 0) {
      scanner.expect(",");
      scanner.skipSpace();
    }
    const inputStart = scanner.position;
    const input = readInput(scanner, depth + 1);
    checkInput(scanner, { definition, input, index: inputs.length, start: inputStart });
    inputs.push(input);
  }
  const required = definition.inputs.filter((input) => input.optional !== true).length;
  if (inputs.length < required) scanner.fail("invalid number of arguments", { start, end: scanner.position });
  const each = inputs[0]?.kind === "each";
  const type = (each ? arrayTypes[definition.result] : undefined) ?? definition.result;
  return { kind: "call", name, type, apply: definition.apply, inputs, each };
}

function readInput(scanner: Scanner, depth: number): ValueNode {
  const ahead = scanner.text.slice(scanner.position, scanner.position + 2);
  if (ahead.startsWith('"') || ahead === 'r"' || ahead === "r#") {
    return { kind: "literal", type: "Bytes", value: readText(scanner) };
  }
  if (/^-?[0-9]/.test(ahead)) return { kind: "literal", type: "Int", value: readInteger(scanner) };
  return readValue(scanner, depth);
}

interface CheckedInput {
  readonly definition: RuleFunction;
  readonly input: ValueNode;
  readonly index: number;
  readonly start: number;
}

function checkInput(scanner: Scanner, { definition, input, index, start }: CheckedInput): void {
  const span = { start, end: scanner.position };
  const wanted = definition.inputs[index] ?? (definition.variadic ? definition.inputs.at(-1) : undefined);
  if (!wanted) scanner.fail("invalid number of arguments", span);
  const literal = input.kind === "literal";
  if (!kindFits(wanted, literal)) {
    const actual = literal ? "Literal" : "Field";
    scanner.fail(
      `invalid kind of argument #${index}: expected argument of kind ${wanted.kind}, but got ${actual}`,
      span,
    );
  }
  if (!wanted.types.includes(input.type)) {
    const expected = wanted.types.join(" or ");
    scanner.fail(
      `invalid type of argument #${index}: expected value of type ${expected}, but got ${input.type}`,
      span,
    );
  }
  if (input.kind === "each" && index > 0) {
    scanner.fail("invalid use of map each access operator", span);
  }
}

function kindFits(wanted: FunctionInput, literal: boolean): boolean {
  return wanted.kind === "any" || (wanted.kind === "Literal") === literal;
}
