import type { CustomRule } from "../../model/custom-rule";
import { isOwnRule } from "../../model/own-rules";
import { resourcesOf, stateTypes, type StateResource } from "../state";
import { type Difference, repairByUp } from "./difference";
import type { Subject } from "./find-hidden";

const associationType =
  "cloudflare:index/certificateAuthoritiesHostnameAssociations:CertificateAuthoritiesHostnameAssociations";

/** Our rules and associations, as the last run left them, against what is there now. */
export function findGateDrift(subject: Subject): Difference[] {
  return [...findRuleDrift(subject), ...findAssociationDrift(subject)];
}

function findRuleDrift({ home, state, live }: Subject): Difference[] {
  const [ruleset] = resourcesOf(state, stateTypes.ruleset);
  if (ruleset === undefined) {
    return [];
  }
  const rules = live.entryPoint?.rules ?? [];
  const before = writtenRules(ruleset).filter((rule) => isOwnRule(rule, home.stack));
  const changed = before.flatMap((rule) => {
    const change = describeChange(
      rule,
      rules.find(({ ref }) => ref === rule.ref),
    );
    return change === undefined ? [] : [difference(ruleset, `the gate's rule ${rule.ref}`, change)];
  });
  const moved = isMoved(rules, home);
  return moved === undefined ? changed : [...changed, difference(ruleset, "the gate's rules", moved)];
}

interface WrittenRule {
  readonly ref: string;
  readonly expression: string;
  readonly action: string;
}

function writtenRules({ outputs }: StateResource): WrittenRule[] {
  const rules = outputs?.["rules"];
  return (Array.isArray(rules) ? (rules as Partial<WrittenRule>[]) : []).map((rule) => ({
    ref: rule.ref ?? "",
    expression: rule.expression ?? "",
    action: rule.action ?? "",
  }));
}

function describeChange(before: WrittenRule, now: CustomRule | undefined): string | undefined {
  if (now === undefined) {
    return "was deleted outside: whoever knows the name reaches the login page";
  }
  if (!now.enabled) {
    return "was turned off outside: whoever knows the name reaches the login page";
  }
  return now.expression === before.expression && now.action === before.action
    ? undefined
    : "was edited outside: it does not say any more who may pass";
}

function isMoved(
  rules: readonly CustomRule[],
  { stack, configuration }: Subject["home"],
): string | undefined {
  const own = rules.map((rule) => isOwnRule(rule, stack));
  const [first, last] = [own.indexOf(true), own.lastIndexOf(true)];
  if (first === -1) {
    return undefined;
  }
  const wanted = configuration.gatePosition;
  const right = wanted === "first" ? first === 0 : last === rules.length - 1;
  const together = own.slice(first, last).every(Boolean);
  return right && together ? undefined : `do not stand ${wanted} any more, as gatePosition wants it`;
}

function findAssociationDrift({ home, state, live }: Subject): Difference[] {
  const [association] = resourcesOf(state, associationType);
  const missing = home.services
    .map((service) => service.hostname)
    .filter((hostname) => wasAssociated(association, hostname) && !live.associations.includes(hostname));
  return association === undefined
    ? []
    : missing.map((hostname) =>
        difference(
          association,
          `the association of ${hostname}`,
          "was taken out: the edge asks nobody for a certificate any more, and all devices are locked out",
        ),
      );
}

function wasAssociated(association: StateResource | undefined, hostname: string): boolean {
  const hostnames = association?.outputs?.["hostnames"];
  return Array.isArray(hostnames) && hostnames.includes(hostname);
}

function difference({ urn }: StateResource, where: string, what: string): Difference {
  return { problem: { code: "changed-outside", where, what, fix: repairByUp }, urns: [urn] };
}
