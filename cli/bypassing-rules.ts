import type { Problem } from "../model/errors";
import type { Home } from "../model/home";
import { passesBefore } from "../model/skip-rules";
import type { LiveRule } from "./live";
import { isOwnRule } from "../model/own-rules";

/** Other people's rules that let requests pass before ours are asked, without the owner having said so. */
export function bypassingRules(home: Home, rules: readonly LiveRule[]): Problem[] {
  const hostnames = home.services.map((service) => service.hostname);
  const { allowSkipRules, gatePosition } = home.configuration;
  const firstOwn = rules.findIndex((rule) => isOwnRule(rule, home.stack));
  // With the gate first only what already stands above it can pass; before the first up nothing does.
  const above = gatePosition === "first" ? rules.slice(0, Math.max(firstOwn, 0)) : rules;
  return above
    .filter((rule) => !isOwnRule(rule, home.stack) && passesBefore(rule, hostnames))
    .filter(({ id, ref }) => !allowSkipRules.includes(ref) && !allowSkipRules.includes(id))
    .map((rule) => describe(rule, gatePosition));
}

function describe({ description, ref }: LiveRule, gatePosition: "first" | "last"): Problem {
  const move =
    gatePosition === "first"
      ? "Let the stack put the gate above it again: npx pulumi up --refresh"
      : "Put the gate above it: npx pulumi config set gatePosition first";
  return {
    code: "gate-bypassed",
    where: `custom rule "${description === "" ? ref : description}"`,
    what: "lets requests pass before this stack's rule is asked",
    fix: `${move}\nor accept that it opens the house: npx pulumi config set --path 'allowSkipRules[0]' ${ref}`,
  };
}
