import {
  readAddress,
  readAddressRange,
  readInteger,
  readIntegerRange,
  readSet,
  readText,
} from "./literal.ts";
import type { OrderOperator, Test, ValueType } from "./expression.ts";
import type { Scanner } from "./scanner.ts";

type Operator = "in" | "order" | "bits" | "contains" | "matches" | "wildcard" | "strict wildcard";

const spellings: readonly (readonly [string, Operator, OrderOperator?])[] = [
  ["in", "in"],
  ["eq", "order", "eq"],
  ["==", "order", "eq"],
  ["ne", "order", "ne"],
  ["!=", "order", "ne"],
  ["ge", "order", "ge"],
  [">=", "order", "ge"],
  ["le", "order", "le"],
  ["<=", "order", "le"],
  ["gt", "order", "gt"],
  [">", "order", "gt"],
  ["lt", "order", "lt"],
  ["<", "order", "lt"],
  ["&", "bits"],
  ["bitwise_and", "bits"],
  ["contains", "contains"],
  ["~", "matches"],
  ["matches", "matches"],
  ["wildcard", "wildcard"],
  ["strict wildcard", "strict wildcard"],
];

/** Reads an operator and its right-hand side; which are allowed depends on the type of the left-hand side. */
export function readTest(scanner: Scanner, type: ValueType): Test {
  scanner.skipSpace();
  const start = scanner.position;
  const found = spellings.find(([spelling]) => scanner.accept(spelling));
  if (!found) scanner.fail("expected ComparisonOp");
  const [, operator, order = "eq"] = found;
  const operatorSpan = { start, end: scanner.position };
  scanner.skipSpace();
  const refuse = (): never => scanner.fail(`cannot perform this operation on type ${type}`, operatorSpan);
  if (type !== "Bytes" && type !== "Int" && type !== "Ip") return refuse();
  if (operator === "in") return readMembership(scanner, type);
  if (operator === "order") return { kind: "order", operator: order, literal: readLiteral[type](scanner) };
  if (operator === "bits") return type === "Int" ? { kind: "bits", mask: readInteger(scanner) } : refuse();
  if (type !== "Bytes") return refuse();
  if (operator === "matches") {
    return scanner.fail(
      "not entitled: the use of operator Matches is not allowed, a Business plan or higher is required",
      operatorSpan,
    );
  }
  return readTextTest(scanner, operator);
}

function readTextTest(scanner: Scanner, operator: "contains" | "wildcard" | "strict wildcard"): Test {
  if (operator === "contains") return { kind: "contains", literal: readText(scanner) };
  const start = scanner.position;
  const literal = readText(scanner);
  const refuse = (reason: string): never => scanner.fail(reason, { start, end: scanner.position });
  return {
    kind: "wildcard",
    literal,
    pattern: compileWildcard(literal, operator === "strict wildcard", refuse),
  };
}

const readLiteral = { Bytes: readText, Int: readInteger, Ip: readAddress };

function readMembership(scanner: Scanner, type: "Bytes" | "Int" | "Ip"): Test {
  if (scanner.next === "$") scanner.fail("the simulator has no lists ($name)");
  switch (type) {
    case "Bytes":
      return { kind: "in-texts", set: new Set(readSet(scanner, readText)) };
    case "Int":
      return { kind: "in-integers", ranges: readSet(scanner, readIntegerRange) };
    case "Ip":
      return { kind: "in-addresses", ranges: readSet(scanner, readAddressRange) };
  }
}

/** `*` matches any bytes, `\*` and `\\` match a star and a backslash. The pattern must match the whole value. */
function compileWildcard(pattern: string, strict: boolean, refuse: (reason: string) => never): RegExp {
  if (/(?<!\\)(\\\\)*\*\*/.test(pattern)) refuse("wildcard contains a double star");
  const source = pattern.replace(/\\(.?)|[^\\]/gs, (part, escaped: string | undefined) => {
    if (part === "*") return ".*?";
    if (escaped === undefined) return matcher(part, strict);
    if (escaped !== "*" && escaped !== "\\") refuse("invalid wildcard: invalid escape sequence");
    return `\\${escaped}`;
  });
  return new RegExp(`^${source}$`, "s");
}

/** Ignores the case of ASCII letters only, because values are bytes, not characters. */
function matcher(byte: string, strict: boolean): string {
  if (/[a-z]/i.test(byte) && !strict) return `[${byte.toLowerCase()}${byte.toUpperCase()}]`;
  return byte.replace(/[.+?^${}()|[\]/]/, "\\$&");
}
