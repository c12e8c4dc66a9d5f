import {
  blockRules,
  countRules,
  type Door,
  maximumExpressionLength,
} from "../../../domain/rules/gate-rule.ts";
import { parseExpression } from "cloudflare-simulator/rules/language.ts";
import { pin, pins } from "../pins.ts";
import { webhookLane as webhook } from "../webhook-lane.ts";

const door: Door = { hostnames: ["ha.example.com"], lanes: [], pins: [] };

const host =
  '(lower(http.host) in {"ha.example.com" "ha.example.com."} or starts_with(lower(http.host), "ha.example.com:") ' +
  'or starts_with(lower(http.host), "ha.example.com.:"))';

function expressions(part: Partial<Door>): string[] {
  return blockRules({ ...door, ...part }).map(({ expression }) => expression);
}

test("the rule blocks requests to the hostname that are not verified, or revoked, or not pinned", () => {
  const [first, second] = ["a".repeat(64), "b".repeat(64)];
  expect(blockRules({ ...door, pins: [second, first] })).toEqual([
    {
      expression:
        `${host} and (not cf.tls_client_auth.cert_verified or cf.tls_client_auth.cert_revoked ` +
        `or not cf.tls_client_auth.cert_fingerprint_sha256 in {"${first}" "${second}"})`,
      description: "only listed devices reach ha.example.com",
    },
  ]);
});

test("without pins the rule blocks everybody", () => {
  expect(expressions({ pins: [] })).toEqual([host]);
});

test("the rule does not apply to a lane, with or without a certificate", () => {
  const path = "http.request.uri.path";
  expect(expressions({ pins: [pin(1)], lanes: [webhook] })[0]).toContain(
    `${host} and not ((lower(http.host) eq "ha.example.com" and ` +
      `(${path} in {"/api/webhook/abc"} and raw.${path} in {"/api/webhook/abc"}))) and (not `,
  );
});

test("several hostnames share one rule", () => {
  const rules = blockRules({ ...door, hostnames: ["nas.example.com", "ha.example.com"], pins: [pin(1)] });
  expect(rules).toHaveLength(1);
  expect(rules[0]!.description).toBe("only listed devices reach nas.example.com, ha.example.com");
  expect(rules[0]!.expression).toContain(
    'in {"ha.example.com" "ha.example.com." "nas.example.com" "nas.example.com."}',
  );
});

test("a pin given twice is in the rule once", () => {
  expect(expressions({ pins: [pin(1), pin(2), pin(1)] })).toEqual(expressions({ pins: [pin(1), pin(2)] }));
});

test.each([
  ["in upper case", "A".repeat(64)],
  ["with colons", "aa:".repeat(32)],
  ["too short", "a".repeat(63)],
  ["that would end the set", `${"a".repeat(62)}"}`],
  ["that is empty", ""],
])("a pin %s is refused", (_title, wrong) => {
  expect(() => blockRules({ ...door, pins: [wrong] })).toThrow(RangeError);
});

const counts = [1, 2, 40, 57, 58, 104, 105, 200, 248, 400];

test.each(counts)("%i pins are all in the rules, each once, and Cloudflare accepts the rules", (count) => {
  const all = pins(count);
  const rules = expressions({ pins: all, lanes: [webhook] });
  for (const expression of rules) {
    expect(expression.length).toBeLessThanOrEqual(maximumExpressionLength);
    parseExpression(expression);
  }
  const named = rules.flatMap((expression) => expression.match(/[0-9a-f]{64}/g) ?? []);
  expect(named.sort()).toEqual(all.sort());
});

test("56 pins fit into one rule, one more needs two", () => {
  expect(expressions({ pins: pins(56) })).toHaveLength(1);
  expect(expressions({ pins: pins(56) })[0]!.length).toBeLessThanOrEqual(4096);
  expect(expressions({ pins: pins(57) })).toHaveLength(2);
});

test("the descriptions of several rules number them", () => {
  const descriptions = blockRules({ ...door, pins: pins(150) }).map(({ description }) => description);
  expect(descriptions).toEqual([1, 2, 3].map((n) => `only listed devices reach ha.example.com (${n} of 3)`));
});

test("200 devices fit the five rules of a free zone", () => {
  expect(countRules(door, 200)).toBeLessThanOrEqual(5);
  expect(expressions({ pins: pins(200) }).length).toBeLessThanOrEqual(5);
});

test.each([1, 56, 57, 99, 102, 146, 194, 200, 241])(
  "%i pins need no more rules than were counted before the certificates exist, whatever their fingerprints",
  (count) => {
    const counted = countRules(door, count);
    for (let list = 0; list < 40; list += 1) {
      const needed = expressions({ pins: pins(count, list * 1000) }).length;
      expect(needed).toBeLessThanOrEqual(counted);
      expect(needed).toBeGreaterThanOrEqual(counted - 1);
    }
  },
);

test("three rules are counted for 102 pins: they fit into two when spread evenly, but some lists need three", () => {
  expect(expressions({ pins: pins(102) })).toHaveLength(2);
  expect(expressions({ pins: pins(102, 13_000) })).toHaveLength(3);
  expect(countRules(door, 102)).toBe(3);
});

test("hostnames that leave no room for pins are refused and named", () => {
  const hostnames = Array.from({ length: 60 }, (_, index) => `service-${index}.example.com`);
  expect(() => blockRules({ ...door, hostnames, pins: pins(3) })).toThrow(
    /service-0\.example\.com.*leave no room for devices/,
  );
});

test("hostnames that are too long for a rule are refused even without devices", () => {
  const hostnames = Array.from({ length: 60 }, (_, index) => `service-${index}.example.com`);
  expect(() => blockRules({ ...door, hostnames })).toThrow(RangeError);
});
