import * as pulumi from "@pulumi/pulumi";
import { type Access, checkMoves, describeAccess, onlyTakesAway } from "../domain/access/access.ts";
import { describeChanges } from "../domain/access/access-changes.ts";
import { formatProblem, type Problem } from "../domain/errors.ts";
import { readAccess } from "./access.ts";
import { findChangedGate } from "./changed-outside.ts";
import { checkCustomRules, describeRuleChanges, warnOfChallenges } from "./custom-rules.ts";
import { recallGate, seenSince } from "./gate-record.ts";
import { checkKept, findRenewed, type Wanted } from "./generations.ts";
import { lookAround } from "./look.ts";
import { findMissingFiles } from "./missing-files.ts";
import { type OwnState, readOwnState } from "./own-state.ts";
import { Refusal } from "./refusal.ts";
import { findRevokedRequests } from "./revoked-requests.ts";
import { identifyZone } from "./zone.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";

interface Asking {
  /** Cloudflare's API token, for what its provider can't be asked. */
  readonly token: string;
}

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
export async function surveyZone(wanted: Wanted & Asking, options: pulumi.InvokeOptions): Promise<Survey> {
  const { home, token } = wanted;
  const reading = readOwnState();
  const identifying = identifyZone(home.configuration, options);
  const looking = lookAround({ home, token, reading, identifying }, options);
  const [own, identity, view] = await Promise.all([reading, identifying, looking]);
  const { customRules, associations } = view;
  const before = readAccess(own);
  const granted = describeAccess(home);
  const renewed = findRenewed(wanted, own);
  // Who only locks a device out is not kept from it by what is wrong with other people's rules already.
  const locksOut = renewed.size === 0 && onlyTakesAway(before, granted);
  const rules = checkCustomRules(home, customRules);
  const problems = [
    ...view.names.problems,
    ...(locksOut ? [] : rules),
    ...checkChanges(wanted, own, before),
    ...(await findRevokedRequests(wanted, { ...identity, own }, options)),
  ];
  if (problems.length > 0) {
    throw new Refusal(problems);
  }
  const gate = { rules: customRules.whole?.rules ?? [], associations };
  const outside = [
    ...(locksOut ? rules : []),
    ...view.accessRules,
    ...warnOfChallenges(home, customRules),
    ...view.names.changed,
    ...findChangedGate({ home, own }, gate),
    ...(await view.surroundings),
    ...findMissingFiles({ home, own }),
  ];
  const changes = before && describeChanges(before, granted, renewed);
  await tell({
    warnings: [...outside, ...view.certificates, ...(changes?.warnings ?? [])],
    sentences: [...describeRuleChanges({ home, own }, customRules), ...(changes?.sentences ?? [])],
  });
  return { ...identity, seen: seenSince(recallGate(own), gate) };
}

interface Told {
  readonly warnings: readonly Problem[];
  readonly sentences: readonly string[];
}

async function tell({ warnings, sentences }: Told): Promise<void> {
  for (const warning of warnings) {
    await pulumi.log.warn(formatProblem(warning));
  }
  for (const sentence of sentences) {
    await pulumi.log.info(sentence);
  }
}

/** What can't be done in one run; the first one changes nothing for anybody. */
function checkChanges({ home }: Wanted, own: OwnState, before: Access | undefined): Problem[] {
  return before === undefined ? [] : [...checkMoves(before, describeAccess(home)), ...checkKept(home, own)];
}
