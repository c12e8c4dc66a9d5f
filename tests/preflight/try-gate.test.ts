import { gateState } from "./support/gate-state.ts";
import { problemsOf, surveyOf } from "./support/survey-of.ts";
import { refusal } from "./support/virtual-zone.ts";

test("a rule that Cloudflare refuses ends the run before anything is made", async () => {
  const surveyed = await surveyOf({ other: { "dry_run=true": () => refusal(400, 20_127) } });
  expect(problemsOf(surveyed)).toEqual(["rule-refused the gate's rule ha-mtls-test-1"]);
  expect(surveyed.refusal!.message).toContain("is refused by Cloudflare: refused [rule-refused]");
});

test("a token that may not write is warned about once, and the run goes on", async () => {
  const surveyed = await surveyOf({ other: { "dry_run=true": () => refusal(403) } });
  expect(surveyed.refusal).toBeUndefined();
  expect(surveyed.warnings).toEqual([
    expect.stringMatching(/^CLOUDFLARE_API_TOKEN may not write custom rules.*\[not-tried\]/) as string,
  ]);
});

test("a run that is refused for another reason tries no rules", async () => {
  const { asked } = await surveyOf({ zone: { tunnels: [{ id: "t", name: "ha-mtls-test" }] } });
  expect(asked.filter((path) => path.includes("dry_run="))).toEqual([]);
});

test("a run that leaves all rules as they are tries none", async () => {
  const devices: unknown[] = [];
  const first = await surveyOf({ settings: { devices } });
  expect(first.asked.filter((path) => path.includes("dry_run="))).toHaveLength(1);
  const rule = {
    id: "own",
    ref: "ha-mtls-test-1",
    action: "block",
    enabled: true,
    expression:
      '(lower(http.host) in {"ha.example.com" "ha.example.com."} or starts_with(lower(http.host), "ha.example.com:") or starts_with(lower(http.host), "ha.example.com.:"))',
    description: "only listed devices reach ha.example.com",
  };
  const zone = { rules: [rule], associations: ["ha.example.com"], state: gateState([rule]) };
  const { asked } = await surveyOf({ zone, settings: { devices } });
  expect(asked.filter((path) => path.includes("dry_run="))).toEqual([]);
});
