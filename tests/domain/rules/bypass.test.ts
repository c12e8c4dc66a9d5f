import { describeBypass, findBypasses, type LiveGate } from "../../../domain/rules/bypass.ts";
import { type CustomRule, readCustomRule } from "../../../domain/rules/custom-rule.ts";
import { soundHome } from "../sound-home.ts";

const gate: LiveGate = {
  hostnames: ["ha.example.com", "nas.example.com"],
  entryPointId: "list",
  ownRuleIds: ["ours"],
};

function rule(part: Partial<CustomRule> = {}): CustomRule {
  const skip = { id: "theirs", action: "skip", expression: "ip.src eq 203.0.113.7" };
  return { ...readCustomRule({ ...skip, action_parameters: { ruleset: "current" } }), ...part };
}

describe("a skip rule above the gate lets requests pass when it skips", () => {
  test.each<[string, CustomRule["parameters"]]>([
    ["the rest of the list", { ruleset: "current" }],
    ["the rest of the phase, which only the API can set", { phase: "current", products: ["waf"] }],
    ["the phase by its name", { phases: ["http_ratelimit", "http_request_firewall_custom"] }],
    ["the list by its id", { rulesets: ["other", "list"] }],
    ["one of our rules by its id", { rules: { other: ["x"], list: ["theirs", "ours"] } }],
  ])("%s", (_title, parameters) => {
    expect(describeBypass(rule({ parameters }), gate)).toBe("lets requests pass before");
  });

  test.each<[string, CustomRule["parameters"]]>([
    ["later phases", { phases: ["http_ratelimit", "http_request_firewall_managed", "http_request_sbfm"] }],
    ["products that are no custom rules", { products: ["bic", "uaBlock", "zoneLockdown"] }],
    ["another list", { rulesets: ["other"] }],
    ["other people's rules of the list", { rules: { list: ["theirs"], other: ["ours"] } }],
    ["nothing", {}],
  ])("but not when it skips %s", (_title, parameters) => {
    expect(describeBypass(rule({ parameters }), gate)).toBeUndefined();
  });
});

test.each(["challenge", "js_challenge", "managed_challenge"])(
  "a rule with the action %s lets whoever solves it pass: later rules are skipped",
  (action) => {
    expect(describeBypass(rule({ action, parameters: {} }), gate)).toMatch(
      /^lets whoever solves its challenge/,
    );
  },
);

test("a rule that runs another list may let requests pass, because a rule there may skip the phase", () => {
  const parameters = { id: "another list" };
  expect(describeBypass(rule({ action: "execute", parameters }), gate)).toMatch(/^runs a list of rules/);
});

test.each<[string, Partial<CustomRule>]>([
  ["is disabled", { enabled: false }],
  ["blocks", { action: "block", parameters: {} }],
  ["only logs", { action: "log", parameters: {} }],
  ["closes the connection", { action: "force_connection_close", parameters: {} }],
])("a rule that %s lets nobody pass", (_title, part) => {
  expect(describeBypass(rule(part), gate)).toBeUndefined();
});

test("a rule lets nobody pass at our hostnames if its expression is about another host", () => {
  expect(describeBypass(rule({ expression: 'http.host eq "www.example.com"' }), gate)).toBeUndefined();
});

describe("a bypass", () => {
  const found = (rules: readonly CustomRule[], settings: Readonly<Record<string, unknown>> = {}) =>
    findBypasses(soundHome(settings), { id: "list", rules }, rules).open;

  test("is named by the rule's description or ref, with both ways to fix it", () => {
    const [one, two, ...others] = found([rule({ description: "office" }), rule({ ref: "mine" })]);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ code: "gate-bypassed", where: 'custom rule "office"' });
    expect(two?.where).toBe('custom rule "mine"');
    expect(two?.what).toBe("lets requests pass before this stack's rule is evaluated");
    expect(two?.fix).toContain("npx pulumi config set gatePosition first");
    expect(two?.fix).toMatch(/npx pulumi config set --path 'allowSkipRules\[1\]' mine@[0-9a-f]{12}$/);
  });

  const accepted = (one: CustomRule): string =>
    /allowSkipRules\[\d+\]' (\S+)$/.exec(found([one])[0]?.fix ?? "")?.[1] ?? "";

  test("is never accepted in place of another entry of allowSkipRules", () => {
    const rules = [rule({ id: "a", ref: "a" }), rule({ id: "b", ref: "b" })];
    const [one] = found(rules, { allowSkipRules: [accepted(rules[0]!)] });
    expect(one?.fix).toContain("'allowSkipRules[1]' b@");
  });

  test("is not reported if the owner has accepted the rule as it is", () => {
    const one = rule({ id: "the-id", ref: "the-ref" });
    expect(found([one], { allowSkipRules: [accepted(one)] })).toEqual([]);
  });

  test.each<[string, Partial<CustomRule>]>([
    ["its expression", { expression: 'http.request.method eq "GET"' }],
    ["its parameters", { parameters: { phases: ["http_request_firewall_custom"] } }],
  ])("is reported again after somebody has edited %s", (_what, change) => {
    const one = rule({ id: "the-id", ref: "the-ref" });
    const [again] = found([{ ...one, ...change }], { allowSkipRules: ["other@000000000000", accepted(one)] });
    expect(again?.code).toBe("gate-bypassed");
    expect(again?.fix).toMatch(
      /edited after it was accepted in allowSkipRules\. To accept it as it is now: .*'allowSkipRules\[1\]' the-ref@/,
    );
  });

  test("is not accepted by a ref alone", () => {
    const one = rule({ id: "the-id", ref: "the-ref" });
    expect(found([one], { allowSkipRules: ["the-ref"] })).toHaveLength(1);
  });

  test("can't forge a message with its description, or a command with its ref", () => {
    const [one] = found([rule({ description: "a\u001b[2J\nfine  all is well", ref: "x; rm -rf ~" })]);
    expect(one?.where).toBe('custom rule "a fine  all is well"');
    expect(one?.fix).toMatch(/'x; rm -rf ~@[0-9a-f]{12}'$/);
  });

  test("is never one of our own rules", () => {
    expect(found([rule({ ref: "ha-mtls-test-1" })])).toEqual([]);
  });
});
