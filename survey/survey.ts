import * as pulumi from "@pulumi/pulumi";
import { type Access, checkMoves, describeAccess } from "../model/access";
import { describeChanges } from "../model/access-changes";
import { formatProblem, type Problem } from "../model/errors";
import { readAccess } from "./access";
import { readAssociations } from "./associations";
import { surveyCertificates } from "./certificates";
import { findChangedOutside } from "./changed-outside";
import {
  checkCustomRules,
  type CustomRules,
  describeRuleChanges,
  readCustomRules,
  warnOfChallenges,
} from "./custom-rules";
import { checkKept, findRenewed, type Wanted } from "./generations";
import { surveyNames } from "./names";
import { type OwnState, readOwnState } from "./own-state";
import { Refusal } from "./refusal";
import { identifyZone, type ZoneIdentity } from "./zone";

/** What Cloudflare holds before this run. */
export interface Survey extends ZoneIdentity {
  readonly associations: readonly string[];
  readonly customRules: CustomRules;
}

/**
 * Looks at the zone before anything is made: reads what belongs to others, warns of what was changed outside, and
 * refuses the run when it would lose or open something. The number of look-ups does not depend on the devices.
 * @throws Refusal
 */
export async function surveyZone(wanted: Wanted, options: pulumi.InvokeOptions): Promise<Survey> {
  const { home } = wanted;
  const [own, identity] = await Promise.all([readOwnState(), identifyZone(home.configuration, options)]);
  const subject = { ...identity, home, own, hostnames: home.services.map((service) => service.hostname) };
  const [customRules, associations, names, certificates] = await Promise.all([
    readCustomRules(subject, options),
    readAssociations(subject, options),
    surveyNames(subject, options),
    surveyCertificates(subject, options),
  ]);
  const before = readAccess(own);
  const problems = [
    ...names.problems,
    ...checkCustomRules(home, customRules),
    ...checkChanges(wanted, own, before),
  ];
  if (problems.length > 0) {
    throw new Refusal(problems);
  }
  const gate = { rules: customRules.whole?.rules ?? [], associations: associations.all };
  const outside = [
    ...warnOfChallenges(home, customRules),
    ...names.changed,
    ...(await findChangedOutside(subject, gate, options)),
  ];
  const changes = before && describeChanges(before, describeAccess(home), findRenewed(wanted, own));
  for (const warning of [...outside, ...certificates, ...(changes?.warnings ?? [])]) {
    await pulumi.log.warn(formatProblem(warning));
  }
  for (const sentence of [...describeRuleChanges(subject, customRules), ...(changes?.sentences ?? [])]) {
    await pulumi.log.info(sentence);
  }
  return { ...identity, associations: associations.staying, customRules };
}

/** What can't be done in one run; the first one changes nothing for anybody. */
function checkChanges({ home }: Wanted, own: OwnState, before: Access | undefined): Problem[] {
  return before === undefined ? [] : [...checkMoves(before, describeAccess(home)), ...checkKept(home, own)];
}
