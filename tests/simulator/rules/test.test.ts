import type { ValueType } from "cloudflare-simulator/rules/expression.ts";
import { Scanner } from "cloudflare-simulator/rules/scanner.ts";
import { readTest } from "cloudflare-simulator/rules/test.ts";
import { refusal } from "./refusal.ts";

test.each<[string, ValueType, object]>([
  [`eq "a"`, "Bytes", { kind: "order", operator: "eq", literal: "a" }],
  ["!= 5", "Int", { kind: "order", operator: "ne", literal: 5n }],
  [">=5", "Int", { kind: "order", operator: "ge", literal: 5n }],
  ["& 0x8", "Int", { kind: "bits", mask: 8n }],
  [`in {"a" "b"}`, "Bytes", { kind: "in-texts", set: new Set(["a", "b"]) }],
  ["in {1..3}", "Int", { kind: "in-integers", ranges: [[1n, 3n]] }],
  [`contains "a"`, "Bytes", { kind: "contains", literal: "a" }],
])("%s for a value of type %s", (text, type, expected) => {
  expect(readTest(new Scanner(text), type)).toEqual(expected);
});

test.each([
  [`wildcard "a*"`, "AbC", true],
  [`strict wildcard "a*"`, "AbC", false],
  [`wildcard "a.c"`, "abc", false],
  [String.raw`wildcard r"\*"`, "*", true],
  [String.raw`wildcard r"\*"`, "a", false],
  [`wildcard "*b"`, "ab\nb", true],
])("whether %s matches %j: %s", (text, value, expected) => {
  const test = readTest(new Scanner(text), "Bytes");
  expect(test.kind === "wildcard" && test.pattern.test(value)).toBe(expected);
});

test.each<[string, ValueType]>([
  ["eq 1", "Bool"],
  [`contains "a"`, "Ip"],
  [`& 1`, "Bytes"],
  [`eq "a"`, "Headers"],
])("%s can't be asked of a value of type %s", (text, type) => {
  expect(() => readTest(new Scanner(text), type)).toThrow(`cannot perform this operation on type ${type}`);
});

test.each([
  ["a text as an expression", `http.host`, "expected ComparisonOp", 10],
  ["a number that contains something", `cf.threat_score contains "5"`, "cannot perform this operation", 17],
  ["a list", `ip.src in $office`, "lists", 11],
  ["a regular expression", `http.host matches "^ha"`, "Business plan", 11],
  ["a regular expression written ~", `http.host ~ "^ha"`, "Business plan", 11],
  ["a double star", `http.host wildcard "a**"`, "double star", 20],
  ["tabs between words", `http.host\teq "a"`, "expected ComparisonOp", 10],
])("refuses %s", (...[, text, reason, column]) => {
  const error = refusal(text);
  expect(error.reason).toContain(reason);
  expect([error.line, error.column]).toEqual([1, column]);
});
