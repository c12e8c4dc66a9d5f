import { type BlockRule, blockRules } from "../../domain/rules/gate-rule.ts";
import { ApiError } from "../../zone/api.ts";
import { explainRefusal } from "../../zone/explain-refusal.ts";
import { pin } from "../domain/pins.ts";
import { soundHome } from "../domain/sound-home.ts";

const services = [
  { hostname: "ha.example.com", origin: "http://ha" },
  { hostname: "nas.example.com", origin: "http://nas" },
];
const several = { hostname: "", services };
const lanes = [{ webhook: "abc", hostname: "nas.example.com", reason: "doorbell" }];

const refusalWith = (code: number, message: string): ApiError => new ApiError(400, [{ code, message }], "");

/** Explains the refusal of a rule for both services; Cloudflare accepts the rules for which `isAccepted` holds. */
async function explain(
  error: ApiError,
  isAccepted: (expression: string) => boolean = () => false,
  settings: Readonly<Record<string, unknown>> = several,
) {
  const home = soundHome(settings);
  const hostnames = home.services.map(({ hostname }) => hostname);
  const door = { hostnames, lanes: home.lanes, pins: [pin(1)] };
  const [rule] = blockRules(door);
  return explainRefusal(error, {
    home,
    door,
    write: { kind: "change", id: "1", ref: "ha-mtls-test-1", rule: rule! },
    isAccepted: ({ expression }: BlockRule) => Promise.resolve(isAccepted(expression)),
  });
}

test("a full list is blamed on the plan, with Cloudflare's count and the command that sets the plan", async () => {
  const [problem, ...others] = await explain(refusalWith(50_001, "6 out of 5"));
  expect(others).toEqual([]);
  expect(problem).toMatchObject({
    code: "no-rule-slot",
    where: "example.com",
    what: "has no room for another custom rule: 6 out of 5",
  });
  expect(problem!.fix).toMatch(/npx pulumi config set plan <free, .*>   \(currently free\)$/);
});

test.each([
  ["lane", "lanes[0]", (expression: string) => !expression.includes("/api/webhook/")],
  ["first service", "services[0].hostname", (expression: string) => !expression.includes('"ha.example.com"')],
  [
    "second service",
    "services[1].hostname",
    (expression: string) => !expression.includes('"nas.example.com"'),
  ],
])(
  "the %s without which Cloudflare accepts the rule is named by its setting",
  async (_what, where, isAccepted) => {
    const settings = where === "lanes[0]" ? { ...several, lanes } : several;
    expect(await explain(refusalWith(20_127, "not valid"), isAccepted, settings)).toEqual([
      {
        code: "rule-refused",
        where,
        what: "is refused by Cloudflare: not valid",
        fix: "Change this setting: Cloudflare accepts the gate's rule without it.",
      },
    ]);
  },
);

test("if no setting is at fault, the rule is named, and a wrong plan is suggested as the cause", async () => {
  const [problem] = await explain(refusalWith(20_127, "not valid"));
  expect(problem).toMatchObject({ code: "rule-refused", where: "the gate's rule ha-mtls-test-1" });
  expect(problem!.fix).toMatch(/not on the free plan.*config set plan.*\n.*npm run doctor$/);
});

test("a home's only hostname is never at fault: without it there is no rule", async () => {
  const [problem] = await explain(refusalWith(20_127, "not valid"), () => true, {});
  expect(problem).toMatchObject({ where: "the gate's rule ha-mtls-test-1" });
});
