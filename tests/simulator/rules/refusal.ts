import { ExpressionError, parseExpression } from "cloudflare-simulator/rules/language.ts";

/** The error with which an expression is refused. @throws Error if it is accepted */
export function refusal(text: string): ExpressionError {
  try {
    parseExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}
