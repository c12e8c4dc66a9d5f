import * as fc from "fast-check";
import { blockRules } from "../../../domain/rules/gate-rule.ts";
import { withoutPins } from "../../../domain/rules/lock-out.ts";
import { parseExpression } from "cloudflare-simulator/rules/language.ts";
import { pins } from "../pins.ts";

const nobody = "0".repeat(64);
const door = (all: readonly string[]) => ({ hostnames: ["ha.example.com"], lanes: [], pins: all });
const pinned = (expressions: readonly string[]): string[] =>
  expressions.flatMap((expression) => expression.match(/\b[0-9a-f]{64}\b/g) ?? []).sort();

test("removed pins are gone, all others stay, and Cloudflare accepts the rule", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 130 }), (count, lost) => {
      const all = pins(count);
      const out = all.slice(0, lost);
      const expressions = blockRules(door(all)).map(({ expression }) => withoutPins(expression, out));
      expressions.forEach((expression) => parseExpression(expression));
      expect(pinned(expressions).filter((pin) => pin !== nobody)).toEqual(all.slice(lost).sort());
    }),
    { numRuns: 40 },
  );
});

test("a rule without its last pin lets nobody in", () => {
  const [rule] = blockRules(door(pins(1)));
  expect(withoutPins(rule!.expression, pins(1))).toContain(`in {"${nobody}"}`);
});
