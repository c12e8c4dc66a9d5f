import { fields } from "./field.ts";
import { type FunctionInput, functions, type RuleFunction } from "./function.ts";
import { readInteger, readText } from "./literal.ts";
import { type CallNode, type Index, isEach, type ValueNode, type ValueType } from "./expression.ts";
import type { Scanner } from "./scanner.ts";

/** Reads a field or a function call with its indexes, such as `lower(http.request.headers["x"][*])[*]`. */
export function readValue(scanner: Scanner): ValueNode {
  const start = scanner.position;
  const name = readName(scanner);
  const span = { start, end: scanner.position };
  const field = fields.get(name);
  if (field) return readPath(scanner, { kind: "field", name, ...field });
  const definition = functions.get(name) ?? scanner.fail("unknown identifier", span);
  scanner.skipSpace();
  const call = scanner.nested(scanner.position, () => readCall(scanner, name, definition));
  return readPath(scanner, call);
}

function readName(scanner: Scanner): string {
  const start = scanner.position;
  do {
    if (scanner.takeWhile(/[0-9A-Za-z_]/) === "") scanner.fail("expected identifier character");
  } while (scanner.accept("."));
  return scanner.text.slice(start, scanner.position);
}

function readPath(scanner: Scanner, of: ValueNode): ValueNode {
  const path: Index[] = [];
  let type = of.type;
  for (let start = scanner.position; scanner.accept("["); start = scanner.position) {
    scanner.skipSpace();
    const index = readIndex(scanner);
    scanner.skipSpace();
    scanner.expect("]");
    const shown = typeof index === "object" ? index.name : index;
    const refuse = (): never =>
      scanner.fail(`cannot access index ${JSON.stringify(shown)} for type ${type}`, {
        start,
        end: scanner.position,
      });
    type = elementType(type, index) ?? refuse();
    path.push(index);
  }
  return path.length === 0 ? of : { kind: "index", type, of, path };
}

function readIndex(scanner: Scanner): Index {
  if (scanner.accept("*")) return "*";
  const start = scanner.position;
  if (scanner.next === '"') {
    const name = Buffer.from(readText(scanner), "latin1");
    const text = name.toString("utf8");
    if (!Buffer.from(text, "utf8").equals(name)) scanner.fail("expected utf8 string", { start });
    return { name: text };
  }
  if (!/[-0-9a-fA-F]/.test(scanner.next)) {
    scanner.fail("expected quoted utf8 string or positive integer", { start });
  }
  const index = readInteger(scanner);
  if (index < 0n || index > 0xffffffffn) scanner.fail("expected positive integer as index", { start });
  return Number(index);
}

const elementTypes: Partial<Record<ValueType, ValueType>> = {
  "Array(Bytes)": "Bytes",
  "Array(Int)": "Int",
  "Array(Bool)": "Bool",
};

function elementType(type: ValueType, index: Index): ValueType | undefined {
  if (type === "Headers") return typeof index === "number" ? undefined : "Array(Bytes)";
  return typeof index === "object" ? undefined : elementTypes[type];
}

const arrayTypes: Partial<Record<ValueType, ValueType>> = {
  Bytes: "Array(Bytes)",
  Int: "Array(Int)",
  Bool: "Array(Bool)",
};

function readCall(scanner: Scanner, name: string, definition: RuleFunction): CallNode {
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
    const input = readInput(scanner);
    checkInput(scanner, { definition, input, first: inputs[0], index: inputs.length, start: inputStart });
    inputs.push(input);
  }
  const span = { start, end: scanner.position };
  const required = definition.inputs.filter((input) => input.optional !== true).length;
  if (inputs.length < required) scanner.fail("invalid number of arguments", span);
  const one = definition.result === "type of the first input" ? inputs[0]?.type : definition.result;
  const type = inputs[0] && isEach(inputs[0]) ? arrayTypes[one ?? "Bytes"] : one;
  if (!type) return scanner.fail("the simulator has no arrays of arrays", span);
  const { apply, variadic = false } = definition;
  return { kind: "call", name, type, apply, skipsMissing: variadic, inputs };
}

function readInput(scanner: Scanner): ValueNode {
  const ahead = scanner.text.slice(scanner.position, scanner.position + 3);
  if (ahead.startsWith('"') || /^r["#]/.test(ahead)) {
    return { kind: "literal", type: "Bytes", value: readText(scanner) };
  }
  // As in Cloudflare's engine, a letter beyond F among the first three characters makes it a name, so 0x1 is a name, too.
  if (/^-?[0-9]/.test(ahead) && !/^\w{0,2}[g-z_]/i.test(ahead)) {
    return { kind: "literal", type: "Int", value: readInteger(scanner) };
  }
  return readValue(scanner);
}

interface CheckedInput {
  readonly definition: RuleFunction;
  readonly input: ValueNode;
  /** The first input; undefined while it is the one being checked. */
  readonly first: ValueNode | undefined;
  readonly index: number;
  readonly start: number;
}

function checkInput(scanner: Scanner, { definition, input, first, index, start }: CheckedInput): void {
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
  const types = definition.variadic === true && first ? [first.type] : wanted.types;
  if (!types.includes(input.type)) {
    const expected = types.join(" or ");
    scanner.fail(
      `invalid type of argument #${index}: expected value of type ${expected}, but got ${input.type}`,
      span,
    );
  }
  if (isEach(input) && index > 0) {
    scanner.fail("invalid use of map each access operator", span);
  }
}

function kindFits(wanted: FunctionInput, literal: boolean): boolean {
  return wanted.kind === "any" || (wanted.kind === "Literal") === literal;
}
