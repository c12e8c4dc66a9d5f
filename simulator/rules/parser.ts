import { type Expression, isEach, makesList } from "./expression.ts";
import { Scanner } from "./scanner.ts";
import { readTest } from "./test.ts";
import { readValue } from "./value.ts";

/**
 * Parses a custom rule's expression and checks its types. The grammar is that of https://github.com/cloudflare/wirefilter.
 * @throws ExpressionError for whatever Cloudflare would refuse on a Free plan, and for fields and functions that the
 * simulator doesn't have
 */
export function parse(text: string): Expression {
  const scanner = new Scanner(text.trimEnd());
  scanner.position = text.length - text.trimStart().length;
  const expression = readLogical(scanner);
  if (makesList(expression)) {
    scanner.fail("expected value of type Bool, but got Array<Bool>: only any() and all() take it");
  }
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

function readLogical(scanner: Scanner, minimum = 0): Expression {
  let left = readSimple(scanner);
  for (;;) {
    const operator = peekOperator(scanner);
    if (!operator || precedence[operator.kind] < minimum) return left;
    scanner.position = operator.end;
    scanner.skipSpace();
    const right = readLogical(scanner, precedence[operator.kind] + 1);
    if (makesList(left) !== makesList(right)) {
      scanner.fail(`expected value of type ${truthType(left)}, but got ${truthType(right)}`);
    }
    left = { kind: operator.kind, left, right };
  }
}

const truthType = (expression: Expression): string => (makesList(expression) ? "Array<Bool>" : "Bool");

function peekOperator(scanner: Scanner): { kind: LogicalOperator; end: number } | undefined {
  const start = scanner.position;
  scanner.skipSpace();
  const found = spellings.find(([spelling]) => scanner.accept(spelling));
  const end = scanner.position;
  scanner.position = start;
  return found && { kind: found[1], end };
}

function readSimple(scanner: Scanner): Expression {
  const start = scanner.position;
  if (scanner.next === "(") return scanner.nested(start, () => readParenthesised(scanner));
  if (acceptNegation(scanner)) {
    scanner.skipSpace();
    return { kind: "not", operand: scanner.nested(start, () => readSimple(scanner)) };
  }
  const kind = acceptQuantifier(scanner);
  if (kind === undefined) return readComparison(scanner);
  return scanner.nested(scanner.position, () => ({ kind, operand: readQuantified(scanner) }));
}

const acceptNegation = (scanner: Scanner): boolean => scanner.accept("not") || scanner.accept("!");

function readParenthesised(scanner: Scanner): Expression {
  scanner.expect("(");
  scanner.skipSpace();
  const expression = readLogical(scanner);
  scanner.skipSpace();
  scanner.expect(")");
  return expression;
}

function readComparison(scanner: Scanner): Expression {
  const value = readValue(scanner);
  const truth = value.type === "Bool" || (value.type === "Array(Bool)" && !isEach(value));
  return truth ? { kind: "truth", value } : { kind: "compare", value, test: readTest(scanner, value.type) };
}

/** Accepts `any` or `all` before a parenthesis. */
function acceptQuantifier(scanner: Scanner): "any" | "all" | undefined {
  const match = /^(any|all)[ \r\n]*(?=\()/.exec(scanner.text.slice(scanner.position, scanner.position + 100));
  if (!match) return undefined;
  scanner.position += match[0].length;
  return match[1] === "any" ? "any" : "all";
}

/** Combined conditions inside any() or all() need parentheses of their own. */
function readQuantified(scanner: Scanner): Expression {
  scanner.expect("(");
  scanner.skipSpace();
  const start = scanner.position;
  const operand = /^(\(|not|!|(any|all)[ \r\n]*\()/.test(scanner.text.slice(start, start + 100))
    ? readLogical(scanner)
    : readComparison(scanner);
  const span = { start, end: scanner.position };
  if (!makesList(operand)) scanner.fail("expected value of type Array<Bool>, but got Bool", span);
  scanner.skipSpace();
  scanner.expect(")");
  return operand;
}
