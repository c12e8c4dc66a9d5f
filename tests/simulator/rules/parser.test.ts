import { parseExpression } from "cloudflare-simulator/rules/language.ts";

const each = `http.request.headers["a"][*] eq "b"`;

test.each([
  [each, "expected value of type Bool, but got Array<Bool>"],
  [`not ${each}`, "expected value of type Bool, but got Array<Bool>"],
  [`ssl and ${each}`, "expected value of type Bool, but got Array<Bool>"],
  [`any((${each} and ssl))`, "expected value of type Array<Bool>, but got Bool"],
  [`any(${each} or ${each})`, 'expected literal ")"'],
  [`any(any(${each}))`, "expected value of type Array<Bool>, but got Bool"],
  [`any(ssl)`, "expected value of type Array<Bool>, but got Bool"],
])("refuses %s: %s", (text, reason) => {
  expect(() => parseExpression(text)).toThrow(reason);
});

test.each([
  ["parentheses", "(", "ssl", ")"],
  ["negations", "not ", "ssl", ""],
  ["calls", "lower(", "http.host", ")"],
  ["parentheses, negations and any() together", "(not ", `any(${each})`, ")"],
])("counts %s against one limit of 128", (...[, open, inner, close]) => {
  const levels = open === "(not " ? 63 : 128;
  const compared = open === "lower(" ? ' eq "a"' : "";
  const nest = (depth: number) => open.repeat(depth) + inner + close.repeat(depth) + compared;
  expect(() => parseExpression(nest(levels))).not.toThrow();
  expect(() => parseExpression(nest(levels + 1))).toThrow("maximum nesting depth exceeded (limit: 128)");
});
