import { functions } from "cloudflare-simulator/rules/function.ts";
import type { Value } from "cloudflare-simulator/rules/expression.ts";

const bytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

test.each<[string, readonly Value[], Value]>([
  ["lower", ["AbÉ"], "abÉ"],
  ["upper", ["abé"], "ABé"],
  ["starts_with", ["abc", "ab"], true],
  ["starts_with", ["abc", "b"], false],
  ["ends_with", ["abc", "bc"], true],
  ["len", [bytes("é")], 2n],
  ["len", [["a", "b"]], 2n],
  ["concat", ["a", "b", "c"], "abc"],
  ["concat", [["a"], ["b", "c"]], ["a", "b", "c"]],
  ["substring", ["abcdef", 1n, 3n], "bc"],
  ["substring", ["abcdef", -2n], "ef"],
  ["substring", ["abcdef", 4n, 2n], ""],
  ["remove_bytes", ["a.b.c", ".c"], "ab"],
  ["url_decode", ["a+%2541"], "a %41"],
  ["url_decode", ["a+%2541", "r"], "a A"],
  ["url_decode", ["%u00e9", "u"], bytes("é")],
  ["url_decode", ["%zz%4"], "%zz%4"],
])("%s of %j is %j", (name, inputs, result) => {
  expect(functions.get(name)?.apply(inputs)).toEqual(result);
});
