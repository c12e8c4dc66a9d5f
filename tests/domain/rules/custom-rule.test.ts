import { nameOfRule, readCustomRule } from "../../../domain/rules/custom-rule.ts";

test("properties that the API leaves out have Cloudflare's defaults", () => {
  expect(readCustomRule({ id: "1", action: "block" })).toEqual({
    id: "1",
    ref: "1",
    action: "block",
    enabled: true,
    expression: "",
    description: "",
    parameters: {},
    logged: true,
  });
});

test("properties that the API returns are kept", () => {
  const parameters = { ruleset: "current" };
  const answer = { id: "1", ref: "mine", action: "skip", expression: "ssl", description: "office" };
  expect(
    readCustomRule({ ...answer, enabled: false, action_parameters: parameters, logging: { enabled: false } }),
  ).toEqual({ ...answer, enabled: false, parameters, logged: false });
});

test("a rule is named by its description, or by its ref when it has none that can be seen", () => {
  expect(nameOfRule({ description: "office", ref: "r" })).toBe('custom rule "office"');
  expect(nameOfRule({ description: "\u001b[2K ", ref: "r" })).toBe('custom rule "r"');
});

test("a name is one line without control characters", () => {
  expect(nameOfRule({ description: "a\r\n\u001b[2Kfine", ref: "r" })).toBe('custom rule "a fine"');
});
