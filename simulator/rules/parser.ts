import type { Expression } from "./expression.ts";
import { Scanner } from "./scanner.ts";
import { readTest } from "./test.ts";
import { readValue } from "./value.ts";

const maximumDepth = 128;

/**
 * Parses a custom rule's expression and checks its types.
 * Throws an ExpressionError for whatever Cloudflare would refuse on a Free plan, and for fields and functions the
 * simulator does not know. The grammar is that of https://github.com/cloudflare/wirefilter.
 */
export function parse(text: string): Expression {
  const scanner = new Scanner(text.trimEnd());
  scanner.position = text.length - text.trimStart().length;
  const expression = readLogical(scanner, 0);
  if (!scanner.atEnd()) scanner.fail("unrecognised input");
  return expression;
}

type LogicalOperator = "or" | "xor" | "and";

const spellings: readonly (readonly [string, LogicalOperator])[] = [
  ["or", "or"],
  ["||", "or"],
  ["xor", "xor"],
  ["^^", "xor"],
  ["and", "and"],
  ["&&", "and"],
];
const precedence: Readonly<Record<LogicalOperator, number>> = { or: 0, xor: 1, and: 2 };

function readLogical(scanner: Scanner, depth: number, minimum = 0): Expression {
  let left = readSimple(scanner, depth);
  for (;;) {
    const operator = peekOperator(scanner);
    if (!operator || precedence[operator.kind] < minimum) return left;
    scanner.position = operator.end;
    scanner.skipSpace();
    left = { kind: operator.kind, left, right: readLogical(scanner, depth, precedence[operator.kind] + 1) };
  }
}

function peekOperator(scanner: Scanner): { kind: LogicalOperator; end: number } | undefined {
  const start = scanner.position;
  scanner.skipSpace();
  const found = spellings.find(([spelling]) => scanner.accept(spelling));
  const end = scanner.position;
  scanner.position = start;
  return found && { kind: found[1], end };
}

function readSimple(scanner: Scanner, depth: number): Expression {
  if (depth > maximumDepth) scanner.fail(`maximum nesting depth exceeded (limit: ${maximumDepth})`);
  if (scanner.accept("(")) return readParenthesised(scanner, depth);
  if (scanner.accept("not") || scanner.accept("!")) {
    scanner.skipSpace();
    return { kind: "not", operand: readSimple(scanner, depth + 1) };
  }
  const quantifier = acceptQuantifier(scanner);
  return quantifier ? readQuantified(scanner, quantifier) : readComparison(scanner);
}

function readParenthesised(scanner: Scanner, depth: number): Expression {
  scanner.skipSpace();
  const expression = readLogical(scanner, depth + 1);
  scanner.skipSpace();
  scanner.expect(")");
  return expression;
}

function readComparison(scanner: Scanner): Expression {
  const start = scanner.position;
  const value = readValue(scanner);
  if (value.kind === "each") {
    scanner.fail("an array's elements can only be compared inside any() or all()", {
      start,
      end: scanner.position,
    });
  }
  return value.type === "Bool"
    ? { kind: "truth", value }
    : { kind: "compare", value, test: readTest(scanner, value.type) };
}

function acceptQuantifier(scanner: Scanner): "any" | "all" | undefined {
  const match = /^(any|all)[ \r\n]*\(/.exec(scanner.text.slice(scanner.position, scanner.position + 100));
  if (!match) return undefined;
  scanner.position += match[0].length;
  return match[1] === "any" ? "any" : "all";
}

function readQuantified(scanner: Scanner, kind: "any" | "all"): Expression {
  scanner.skipSpace();
  const start = scanner.position;
  const value = readValue(scanner);
  const span = { start, end: scanner.position };
  if (value.kind !== "each" && value.type !== "Array(Bool)") {
    scanner.fail(`expected value of type Array<Bool>, but got ${value.type}`, span);
  }
  const truth = value.type === "Array(Bool)" || value.type === "Bool";
  const operand: Expression = truth
    ? { kind: "truth", value }
    : { kind: "compare", value, test: readTest(scanner, value.type) };
  scanner.skipSpace();
  scanner.expect(")");
  return { kind, operand };
}
