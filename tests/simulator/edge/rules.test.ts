import { customRules, judge } from "cloudflare-simulator/edge/rules.ts";
import { buildRequest } from "cloudflare-simulator/exposure/request.ts";
import { World } from "../support/edge-world.ts";

let world: World;

beforeEach(async () => {
  world = await World.create();
});

const outcome = (country = "NL", clearance = false): string => {
  const request = buildRequest({ host: "ha.example.com", path: "/", tls: true, probes: [] });
  const judgement = judge(world.state, { ...request, country, ip: "203.0.113.7", asn: 64_500, clearance });
  return judgement.outcome === "pass" ? "pass" : `${judgement.ruleId} ${judgement.action}`;
};

test("the first blocking rule decides, and disabled rules are ignored", () => {
  world.rules("false", { expression: "true", enabled: false }, "ssl", "true");
  expect(outcome()).toBe("rule-2 block");
  expect(customRules(world.state)).toHaveLength(4);
});

test("skipping the list, the phase or a certain rule ignores the later rules concerned", () => {
  const skip = (action_parameters: object) => {
    world.rules({ action: "skip", expression: "true", action_parameters: { ...action_parameters } }, "true");
    return outcome();
  };
  expect(skip({ ruleset: "current" })).toBe("pass");
  expect(skip({ phase: "current" })).toBe("pass");
  expect(skip({ rules: { custom: ["rule-1"] } })).toBe("pass");
  expect(skip({ rules: { custom: ["rule-9"] } })).toBe("rule-1 block");
  expect(skip({ products: ["waf"] })).toBe("rule-1 block");
});

test("a challenge stops programs, and admits whoever has solved it", () => {
  world.rules({ action: "managed_challenge", expression: "true" }, "true");
  expect(outcome()).toBe("rule-0 managed_challenge");
  expect(outcome("NL", true)).toBe("pass");
});

test("IP Access rules precede all custom rules, and the most specific one wins", () => {
  world.rules("true");
  world.accessRule("block", "country", "NL");
  expect(outcome()).toMatch(/ block$/);
  expect(outcome("BE")).toBe("rule-0 block");
  world.accessRule("whitelist", "ip_range", "203.0.113.0/24");
  expect(outcome()).toBe("pass");
  world.accessRule("challenge", "ip", "203.0.113.7");
  expect(outcome()).toMatch(/ challenge$/);
});
