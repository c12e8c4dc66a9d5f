import * as pulumi from "@pulumi/pulumi";
import { type Access, checkMoves, describeAccess } from "../model/access";
import { describeChanges } from "../model/access-changes";
import { formatProblem, type Problem } from "../model/errors";
import { readAccess } from "./access";
import { findChangedGate } from "./changed-outside";
import { checkCustomRules, describeRuleChanges, warnOfChallenges } from "./custom-rules";
import { recallGate, seenSince } from "./gate-record";
import { checkKept, findRenewed, type Wanted } from "./generations";
import { lookAround } from "./look";
import { type OwnState, readOwnState } from "./own-state";
import { Refusal } from "./refusal";
import { identifyZone, type ZoneIdentity } from "./zone";

/** What Cloudflare holds before this run. */
export interface Survey extends ZoneIdentity {
  /** Changes when somebody has changed the zone's rules or associations since the last run. */
  readonly seen: string;
}

/**
 * Looks at the zone before anything is made: reads what belongs to others, warns of what was changed outside, and
 * refuses the run when it would lose or open something. The number of look-ups does not depend on the devices.
 * @throws Refusal
 */
export async function surveyZone(wanted: Wanted, options: pulumi.InvokeOptions): Promise<Survey> {
  const { home } = wanted;
  const reading = readOwnState();
  const identifying = identifyZone(home.configuration, options);
  const looking = lookAround({ home, reading, identifying }, options);
  const [own, identity, view] = await Promise.all([reading, identifying, looking]);
  const { customRules, associations } = view;
  const before = readAccess(own);
  const problems = [
    ...view.names.problems,
    ...checkCustomRules(home, customRules),
    ...checkChanges(wanted, own, before),
  ];
  if (problems.length > 0) {
    throw new Refusal(problems);
  }
  const gate = { rules: customRules.whole?.rules ?? [], associations };
  const outside = [
    ...warnOfChallenges(home, customRules),
    ...view.names.changed,
    ...findChangedGate({ home, own }, gate),
    ...(await view.surroundings),
  ];
  const changes = before && describeChanges(before, describeAccess(home), findRenewed(wanted, own));
  for (const warning of [...outside, ...view.certificates, ...(changes?.warnings ?? [])]) {
    await pulumi.log.warn(formatProblem(warning));
  }
  for (const sentence of [
    ...describeRuleChanges({ home, own }, customRules),
    ...(changes?.sentences ?? []),
  ]) {
    await pulumi.log.info(sentence);
  }
  return { ...identity, seen: seenSince(recallGate(own), gate) };
}

/** What can't be done in one run; the first one changes nothing for anybody. */
function checkChanges({ home }: Wanted, own: OwnState, before: Access | undefined): Problem[] {
  return before === undefined ? [] : [...checkMoves(before, describeAccess(home)), ...checkKept(home, own)];
}
