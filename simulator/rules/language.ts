import type { Expression } from "./expression.ts";
import { parse } from "./parser.ts";

export { evaluate } from "./evaluator.ts";
export { ExpressionError } from "./scanner.ts";

const parsed = new Map<string, Expression>();
const rememberedExpressions = 500;

/**
 * Parses a custom rule's expression as Cloudflare does on a Free plan, but for the limit of 4,096 characters, which is the
 * API's. Remembers the latest few hundred results. https://developers.cloudflare.com/ruleset-engine/rules-language/
 * @throws ExpressionError for whatever the simulator doesn't fully understand
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
