import * as pulumi from "@pulumi/pulumi";
import { checkMoves, compareAccess, describeAccess } from "../model/access";
import { formatProblem } from "../model/errors";
import type { Home } from "../model/home";
import { readAccess } from "./access";
import { readAssociations } from "./associations";
import { surveyCertificates } from "./certificates";
import { checkCustomRules, type CustomRules, readCustomRules } from "./custom-rules";
import { surveyNames } from "./names";
import { readOwnState } from "./own-state";
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
export async function surveyZone(home: Home, options: pulumi.InvokeOptions): Promise<Survey> {
  const [own, identity] = await Promise.all([readOwnState(), identifyZone(home.configuration, options)]);
  const subject = { ...identity, home, own, hostnames: home.services.map((service) => service.hostname) };
  const [customRules, associations, names, certificates] = await Promise.all([
    readCustomRules(subject, options),
    readAssociations(subject, options),
    surveyNames(subject, options),
    surveyCertificates(subject, options),
  ]);
  const [before, now] = [readAccess(own), describeAccess(home)];
  const moves = before === undefined ? [] : checkMoves(before, now);
  const problems = [...names, ...checkCustomRules(home, customRules), ...moves];
  if (problems.length > 0) {
    throw new Refusal(problems);
  }
  for (const warning of certificates) {
    await pulumi.log.warn(formatProblem(warning));
  }
  for (const sentence of before === undefined ? [] : compareAccess(before, now)) {
    await pulumi.log.info(sentence);
  }
  return { ...identity, associations, customRules };
}
