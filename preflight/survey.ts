import * as pulumi from "@pulumi/pulumi";
import { type Access, checkMoves, describeAccess, onlyTakesAway } from "../domain/access/access.ts";
import { type AccessChanges, describeChanges } from "../domain/access/access-changes.ts";
import { describeNewLanes } from "../domain/access/new-lanes.ts";
import { formatProblem, type Problem } from "../domain/errors.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";
import type { CloudflareApi } from "../zone/api.ts";
import { bypassesAfterRun, findAllowRules } from "../zone/findings/bypasses.ts";
import { findCertificates } from "../zone/findings/certificates.ts";
import { findChanged } from "../zone/findings/changed.ts";
import type { Situation } from "../zone/findings/finding.ts";
import { foreignChanges, hasGateMoved } from "../zone/findings/gate.ts";
import { findDeletedTunnel, findTakenNames } from "../zone/findings/names.ts";
import { findMissingSlots } from "../zone/findings/slots.ts";
import { identifyZone } from "../zone/identify.ts";
import { pinsIn } from "../zone/pins.ts";
import { grantedAccess, type StackState, writtenGate } from "../zone/state.ts";
import { tryGate } from "../zone/try-gate.ts";
import { checkKept, findRenewed, type WantedHome } from "./generations.ts";
import { lookAround } from "./look.ts";
import { findMissingFiles } from "./missing-files.ts";
import { readOwnState } from "./read-own-state.ts";
import { orRefuse, Refusal } from "./refusal.ts";
import { findRevokedRequests } from "./revoked-requests.ts";
import { seenSince } from "./seen-since.ts";

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
export function surveyZone(api: CloudflareApi, wanted: WantedHome): Promise<Survey> {
  return orRefuse(survey(api, wanted));
}

async function survey(api: CloudflareApi, wanted: WantedHome): Promise<Survey> {
  const { home } = wanted;
  const reading = readOwnState();
  const identifying = identifyZone(api, home.configuration);
  const looking = lookAround(api, { home, reading, identifying });
  const [state, zone] = await Promise.all([reading, looking]);
  const { zoneId, accountId } = zone;
  const situation = { home, state, zone };
  const before = grantedAccess(state);
  const granted = describeAccess(home);
  const renewed = findRenewed(wanted, state);
  // Who only locks a device out is not kept from it by what is wrong with other people's rules already.
  const locksOut = renewed.size === 0 && onlyTakesAway(before, granted);
  const rules = checkRules(situation);
  const problems = [
    ...problemsOf([...findDeletedTunnel(situation), ...findTakenNames(situation)]),
    ...(locksOut ? [] : rules),
    ...checkChanges(wanted, state, before),
    ...(await findRevokedRequests(api, wanted, { zoneId, accountId, state })),
  ];
  if (problems.length > 0) {
    throw new Refusal(problems);
  }
  const verdict = await tryGate(api, { ...situation, zoneId, pinOf: pinsIn(state, renewed) });
  if (verdict.refused.length > 0) {
    throw new Refusal(verdict.refused);
  }
  const changes = before === undefined ? unchanged : describeChanges(before, granted, renewed);
  await tell({
    warnings: [
      ...(verdict.untried === undefined ? [] : [verdict.untried]),
      ...(locksOut ? rules : []),
      ...findWarnings(situation),
      ...changes.warnings,
    ],
    sentences: [...describeRuleChanges(situation), ...changes.sentences, ...describeNewLanes(home, before)],
  });
  const gate = { rules: zone.entryPoint?.rules ?? [], associations: zone.associations };
  return { zoneId, accountId, seen: seenSince(writtenGate(state)?.record, gate) };
}

const unchanged: AccessChanges = { sentences: [], warnings: [] };

/** Whether the gate can stand among the zone's rules, and guards the house there. */
function checkRules(situation: Situation): Problem[] {
  return [...problemsOf(findMissingSlots(situation)), ...bypassesAfterRun(situation).open];
}

/** What the owner should know, though the run goes on. */
function findWarnings(situation: Situation): Problem[] {
  return [
    ...problemsOf(findAllowRules(situation)),
    ...bypassesAfterRun(situation).solvable,
    ...problemsOf(findChanged(situation)),
    ...findMissingFiles(situation),
    ...problemsOf(findCertificates(situation)),
  ];
}

function problemsOf(findings: readonly { readonly problem: Problem }[]): Problem[] {
  return findings.map(({ problem }) => problem);
}

/** What others have done to their rules since the last run, in sentences: nothing of it is undone. */
function describeRuleChanges(situation: Situation): string[] {
  const { gatePosition } = situation.home.configuration;
  return [
    ...foreignChanges(situation).map(({ where, what, outcome }) => `${where} ${what}: ${outcome}`),
    ...(hasGateMoved(situation)
      ? [`this stack's rules are not ${gatePosition} in the list: this run moves them there`]
      : []),
  ];
}

/** What can't be done in one run; the first one changes nothing for anybody. */
function checkChanges({ home }: WantedHome, state: StackState, before: Access | undefined): Problem[] {
  return before === undefined ? [] : [...checkMoves(before, describeAccess(home)), ...checkKept(home, state)];
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
