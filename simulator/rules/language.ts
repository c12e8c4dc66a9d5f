import type { EdgeRequest } from "../edge/request.ts";
import { evaluate as evaluateExpression } from "./evaluator.ts";
import type { Expression } from "./expression.ts";
import { parse } from "./parser.ts";
import { ExpressionError } from "./scanner.ts";

export { ExpressionError };
export type { Expression };

const parsed = new Map<string, Expression>();
const rememberedExpressions = 500;

/**
 * Parses a custom rule's expression as Cloudflare does on a Free plan, remembering the latest few hundred texts.
 * Throws an ExpressionError for whatever it does not fully understand. The limit of 4,096 characters is the API's.
 * https://developers.cloudflare.com/ruleset-engine/rules-language/
 */
export function parseExpression(text: string): Expression {
  const known = parsed.get(text);
  if (known) return known;
  const expression = parse(text);
  const oldest = parsed.keys().next();
  if (parsed.size >= rememberedExpressions && !oldest.done) parsed.delete(oldest.value);
  parsed.set(text, expression);
  return expression;
}

/** Whether the request matches the expression. Texts are compared byte for byte. */
export function evaluate(expression: Expression, request: EdgeRequest): boolean {
  return evaluateExpression(expression, request);
}
