import { ExpressionError, Scanner } from "cloudflare-simulator/rules/scanner.ts";
import { refusal } from "./refusal.ts";

test("with Cloudflare's message: position, line, carets, reason", () => {
  expect(refusal(`ssl and\n  http.foo eq "a"`).message).toBe(
    `Filter parsing error (2:3):\n  http.foo eq "a"\n  ^^^^^^^^ unknown identifier`,
  );
});

test("carets end with the line, and there is at least one", () => {
  const scanner = new Scanner("ab\ncd");
  const fail = (start: number, end?: number) => () =>
    scanner.fail("no", end === undefined ? { start } : { start, end });
  expect(fail(1)).toThrow("Filter parsing error (1:2):\nab\n ^ no");
  expect(fail(4, 5)).toThrow("Filter parsing error (2:2):\ncd\n ^ no");
  expect(fail(5)).toThrow("Filter parsing error (2:3):\ncd\n  ^ no");
  expect(fail(0)).toThrow(ExpressionError);
});

test("spaces and line breaks are skipped, tabs are not", () => {
  const scanner = new Scanner(" \r\n \ta");
  scanner.skipSpace();
  expect([scanner.position, scanner.next]).toEqual([4, "\t"]);
});

test("what is expected and missing is named, and nothing is consumed", () => {
  const scanner = new Scanner("ab");
  expect(scanner.accept("b")).toBe(false);
  expect(() => {
    scanner.expect("b");
  }).toThrow('expected literal "b"');
  expect([scanner.takeWhile(/[x-z]/), scanner.takeWhile(/[a-z]/), scanner.atEnd()]).toEqual(["", "ab", true]);
});

test("nesting is limited to 128 levels, and levels that are left no longer count", () => {
  const scanner = new Scanner("");
  const nest = (depth: number): number => (depth === 0 ? 0 : scanner.nested(0, () => nest(depth - 1)));
  for (let run = 0; run < 3; run += 1) expect(nest(128)).toBe(0);
  expect(() => nest(129)).toThrow("maximum nesting depth exceeded (limit: 128)");
});
