import { isEach, makesList } from "cloudflare-simulator/rules/expression.ts";
import { parseExpression } from "cloudflare-simulator/rules/language.ts";
import { Scanner } from "cloudflare-simulator/rules/scanner.ts";
import { readValue } from "cloudflare-simulator/rules/value.ts";

const header = `http.request.headers["a"]`;

test.each([
  ["http.host", false],
  [header, false],
  [`${header}[0]`, false],
  [`${header}[*]`, true],
  [`http.request.headers[*][0]`, true],
  [`lower(${header}[*])`, false],
  [`lower(${header}[*])[*]`, true],
])("whether %s stands for all elements: %s", (text, expected) => {
  expect(isEach(readValue(new Scanner(text)))).toBe(expected);
});

/** The expression inside any(). */
function inAny(text: string) {
  const expression = parseExpression(`any(${text})`);
  if (!("operand" in expression)) throw new Error("any() has an operand");
  return expression.operand;
}

test.each([
  `${header}[*] eq "b"`,
  `not ${header}[*] eq "b"`,
  `(${header}[*] eq "b" and not ${header}[*] eq "c")`,
  `starts_with(${header}[*], "b")`,
])("%s is a list of truth values", (text) => {
  expect(makesList(inAny(text))).toBe(true);
});

test.each([`ssl`, `${header}[0] eq "b"`, `any(${header}[*] eq "b")`, `ssl and not ssl`])(
  "%s is one truth value",
  (text) => {
    expect(makesList(parseExpression(text))).toBe(false);
  },
);
