import { parseJson } from "cloudflare-simulator/json.ts";

test.each(['{"a": [1, "x\\"]}"]}', '"[[["', "[]", "1", "null"])("reads %s as JSON.parse does", (text) => {
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test("reads 500 levels, not counting brackets inside strings", () => {
  expect(() => parseJson(`${"[".repeat(500)}${"]".repeat(500)}`)).not.toThrow();
  expect(parseJson(`["${"[".repeat(1_000)}\\"${"{".repeat(1_000)}"]`)).toHaveLength(1);
});

test.each(["[", '{"a":'])("refuses 50,000 levels of %s", (open) => {
  expect(() => parseJson(open.repeat(50_000))).toThrow("nested deeper than 500 levels");
});

test.each(['"', '"\\', "[", "{]"])("refuses invalid JSON: %s", (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});
