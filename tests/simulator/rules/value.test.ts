import { parseExpression } from "cloudflare-simulator/rules/language.ts";

const header = `http.request.headers["a"]`;

test.each([
  [`http.request.headers[r"a"][0] eq "b"`, "expected quoted utf8 string"],
  [`http.request.headers["\\xff"][0] eq "b"`, "expected utf8 string"],
  [`${header}[-1] eq "b"`, "expected positive integer"],
  [`${header}[*][*] eq "b"`, "cannot access index"],
  [`${header}["b"] eq "c"`, "cannot access index"],
  [`http.request.headers[0] eq "b"`, "cannot access index"],
  [`substring(http.host, 0x1, 2) eq "a"`, "unknown identifier"],
  [`substring(http.host, 1e, 2) eq "a"`, "invalid digit"],
  [`concat(http.host) eq "a"`, "invalid number of arguments"],
  [`concat(http.host, ${header}) eq "a"`, "expected value of type Bytes, but got Array(Bytes)"],
  [`concat(http.host, ssl) eq "a"`, "expected value of type Bytes, but got Bool"],
  [`lower(not ssl) eq "a"`, "unknown identifier"],
  [`any(concat("a", ${header}[*])[*] eq "b")`, "invalid use of map each"],
])("refuses %s: %s", (text, reason) => {
  expect(() => parseExpression(text)).toThrow(reason);
});

test.each([
  `http.request.headers["a\\x2db"][0x0] eq "b"`,
  `substring(http.host, 010, -1) eq "a"`,
  `concat("a", "b", http.host) eq "c"`,
])("takes %s", (text) => {
  expect(() => parseExpression(text)).not.toThrow();
});
