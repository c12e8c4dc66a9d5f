import { createState } from "cloudflare-simulator/state/new-state.ts";

test("a new zone is on the free plan, with Cloudflare's initial settings and nothing else", () => {
  const state = createState("example.com", "PEM");
  expect(state.zone).toMatchObject({ name: "example.com", plan: "free" });
  expect(state.settings.get("ssl")).toEqual({ value: "full", modifiedOn: null });
  const { tunnels, dnsRecords, clientCertificates, rulesets, foreignCertificates, accessRules } = state;
  const sizes = [tunnels, dnsRecords, clientCertificates, rulesets, foreignCertificates, accessRules];
  expect(sizes.map(({ size }) => size)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(state.hostnameAssociations).toEqual([]);
});

test.each([
  ["free", 5],
  ["pro", 20],
] as const)("the quota of custom rules on the plan %s is %i", (plan, customRules) => {
  expect(createState("example.com", "", plan).limits).toEqual({ clientCertificates: 100, customRules });
});

test("two accounts share neither ids, nor a token, nor limits", () => {
  const [one, two] = [createState("example.com", ""), createState("example.com", "")];
  const identity = ({ accountId, apiToken, zone }: typeof one) => [accountId, apiToken, zone.id];
  expect(new Set([...identity(one), ...identity(two)]).size).toBe(6);
  one.limits.customRules = 1;
  expect(two.limits.customRules).toBe(5);
});
