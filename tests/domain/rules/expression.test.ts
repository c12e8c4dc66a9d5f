import { laneClause, quote, quotedSet } from "../../../domain/rules/expression.ts";
import { parseExpression } from "cloudflare-simulator/rules/language.ts";
import { webhookLane as lane } from "../webhook-lane.ts";

test("a lane's clause tests the path both normalised and as the caller wrote it", () => {
  const path = "http.request.uri.path";
  expect(laneClause(lane)).toBe(
    `(lower(http.host) eq "ha.example.com" and ` +
      `(${path} in {"/api/webhook/abc"} and raw.${path} in {"/api/webhook/abc"}))`,
  );
});

test("methods, addresses and autonomous systems narrow a lane", () => {
  const narrow = {
    ...lane,
    methods: ["GET", "POST"],
    addresses: ["203.0.113.0/24", "2001:db8::1"],
    asn: [64496],
  };
  expect(laneClause(narrow)).toContain(
    ' and http.request.method in {"GET" "POST"} and ' +
      "(ip.src in {203.0.113.0/24 2001:db8::1} or ip.src.asnum in {64496}))",
  );
});

test("quotes and backslashes in a text are escaped", () => {
  expect(quote(String.raw`a"b\c`)).toBe(String.raw`"a\"b\\c"`);
  expect(quotedSet(["a", "b"])).toBe('{"a" "b"}');
});

test("a text or a set that the rules language can't express is refused", () => {
  expect(() => quote("a\nb")).toThrow(RangeError);
  expect(() => quote("bär")).toThrow(RangeError);
  expect(() => quotedSet([])).toThrow(RangeError);
});

test("a prefix excludes every way to lead out of it", () => {
  const clause = laneClause({ ...lane, paths: [], prefix: "/local/" });
  parseExpression(clause);
  expect(clause).toContain(
    '(starts_with(http.request.uri.path, "/local/") and starts_with(raw.http.request.uri.path, "/local/")',
  );
  const excluded = [...clause.matchAll(/not raw\.http\.request\.uri\.path contains (".*?")(?= and|\))/g)];
  expect(excluded.map(([, text]) => text)).toEqual(['"%"', '"/."', '"//"', String.raw`"\\"`]);
});
