import {
  readAddressRange,
  readInteger,
  readIntegerRange,
  readSet,
  readText,
} from "cloudflare-simulator/rules/literal.ts";
import { Scanner } from "cloudflare-simulator/rules/scanner.ts";
import { refusal } from "./refusal.ts";

test.each([
  [`"plain"`, "plain"],
  [`"\\x41\\102\\"\\\\"`, `AB"\\`],
  [`"é"`, "\xc3\xa9"],
  [`r"a\\"`, "a\\"],
  [`r#"a"b"#`, `a"b`],
])("the text %s has the bytes %j", (text, bytes) => {
  expect(readText(new Scanner(text))).toBe(bytes);
});

test.each<[string, bigint]>([
  ["42", 42n],
  ["-42", -42n],
  ["0x2A", 42n],
  ["052", 42n],
  ["9223372036854775807", 9_223_372_036_854_775_807n],
])("the integer %s is %s", (text, value) => {
  expect(readInteger(new Scanner(text))).toBe(value);
});

test.each([
  ["08", "invalid digit found in string while parsing with radix 8"],
  ["1f", "invalid digit found in string while parsing with radix 10"],
  ["9223372036854775808", "number too large to fit in target type"],
  ["-9223372036854775809", "number too small to fit in target type"],
])("the integer %s is refused: %s", (text, reason) => {
  expect(() => readInteger(new Scanner(text))).toThrow(reason);
});

test("sets have values, ranges of integers, and networks, separated by spaces", () => {
  expect(readSet(new Scanner(`{ "a"\n"b"}`), readText)).toEqual(["a", "b"]);
  expect(readSet(new Scanner("{1 3..5}"), readIntegerRange)).toEqual([
    [1n, 1n],
    [3n, 5n],
  ]);
  expect(readSet(new Scanner("{10.0.0.0/8 ::1}"), readAddressRange)).toHaveLength(2);
});

test.each([
  ["a text compared with a number", `http.host eq 5`, 'expected " or r', 14],
  ["a text compared with a field", `http.host eq http.referer`, 'expected " or r', 14],
  ["a number compared with a text", `cf.threat_score eq "5"`, "expected digit", 20],
  ["an address compared with a network", `ip.src eq 10.0.0.0/8`, "invalid IP address syntax", 11],
  [
    "a network with bits behind its length",
    `ip.src in {10.0.0.1/8}`,
    "host part of address was not zero",
    12,
  ],
  ["a network that is too long", `ip.src in {10.0.0.0/33}`, "too long", 12],
  ["a range backwards", `cf.threat_score in {5..1}`, "incompatible range bounds", 21],
  ["commas in a set", `http.host in {"a", "b"}`, 'expected " or r', 18],
  ["a text without an end", `http.host eq "a`, "ending quote", 15],
  ["an unknown escape", `http.host eq "\\n"`, 'expected ", xHH or OOO', 16],
])("refuses %s", (...[, text, reason, column]) => {
  const error = refusal(text);
  expect(error.reason).toContain(reason);
  expect([error.line, error.column]).toEqual([1, column]);
});
