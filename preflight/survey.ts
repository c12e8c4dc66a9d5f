import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { type Access, checkMoves, describeAccess, onlyTakesAway } from "../domain/access/access.ts";
import { type AccessChanges, describeChanges } from "../domain/access/access-changes.ts";
import { describeNewLanes } from "../domain/access/new-lanes.ts";
import { formatProblem, type Problem } from "../domain/errors.ts";
import type { Home } from "../domain/configuration/home.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";
import { agreesWith } from "../domain/rules/gate-record.ts";
import type { CloudflareApi } from "../zone/api.ts";
import { bypassesAfterRun, findAllowRules } from "../zone/findings/bypasses.ts";
import { findCertificates } from "../zone/findings/certificates.ts";
import { findChanged } from "../zone/findings/changed.ts";
import type { Situation } from "../zone/findings/finding.ts";
import { findMissingSlots, foreignChanges, hasGateMoved } from "../zone/findings/gate.ts";
import { findDeletedTunnel, findTakenNames } from "../zone/findings/names.ts";
import { identifyZone } from "../zone/identify.ts";
import { grantedAccess, pinsIn, type StackState, writtenGate } from "../zone/state.ts";
import { tryGate } from "../zone/try-gate.ts";
import { comparesOnly } from "./compares-only.ts";
import { checkKept, type DesiredHome, findRenewed } from "./generations.ts";
import { lookAtZone } from "./look.ts";
import { findMissingFiles } from "./missing-files.ts";
import { judgeRequests } from "./read-request.ts";
import { readOwnState } from "./read-own-state.ts";
import { orRefuse, Refusal } from "./refusal.ts";
import { findRevokedRequests } from "./revoked-requests.ts";

/** The zone before this run. */
export interface Survey extends ZoneIdentity {
  /** Changes when somebody has changed the zone's rules or associations since the last run. */
  readonly seen: string;
}

/**
 * Surveys the zone before anything is made: warns of changes from outside, says what this run changes, and refuses a run
 * that would lose or open something. The number of requests does not depend on the number of devices.
 * @throws Refusal
 */
export function surveyZone(api: CloudflareApi, desired: DesiredHome): Promise<Survey> {
  return orRefuse(comparesOnly() ? recall(api, desired.home) : survey(api, desired));
}

/** Returns what the last run saw, for a preview whose caller judges the zone itself. */
async function recall(api: CloudflareApi, { configuration }: Home): Promise<Survey> {
  const [identity, state] = await Promise.all([identifyZone(api, configuration), readOwnState()]);
  return { ...identity, seen: writtenGate(state)?.record.seen ?? "" };
}

async function survey(api: CloudflareApi, desired: DesiredHome): Promise<Survey> {
  const { home } = desired;
  const reading = readOwnState();
  const identifying = identifyZone(api, home.configuration);
  const looking = lookAtZone(api, { home, reading, identifying });
  const judging = judgeRequests(desired.requests);
  const [state, zone, badRequests] = await Promise.all([reading, looking, judging]);
  const { zoneId, accountId } = zone;
  const situation = { home, state, zone };
  const previous = grantedAccess(state);
  const granted = describeAccess(home);
  const renewed = findRenewed(desired, state);
  // A run that only locks devices out must not be stopped by other people's rules.
  const locksOut = renewed.size === 0 && onlyTakesAway(previous, granted);
  const rules = checkRules(situation);
  const problems = [
    ...problemsOf([...findDeletedTunnel(situation), ...findTakenNames(situation)]),
    ...(locksOut ? [] : rules),
    ...checkChanges(desired, state, previous),
    ...badRequests,
    ...(await findRevokedRequests(api, desired, { zoneId, accountId, state })),
  ];
  if (problems.length > 0) {
    throw new Refusal(problems);
  }
  const verdict = await tryGate(api, { ...situation, zoneId, pinOf: pinsIn(state, renewed) });
  if (verdict.refused.length > 0) {
    throw new Refusal(verdict.refused);
  }
  const changes = previous === undefined ? unchanged : describeChanges(previous, granted, renewed);
  const warnings = [
    ...(verdict.untried === undefined ? [] : [verdict.untried]),
    ...(locksOut ? rules : []),
    ...findWarnings(situation),
    ...changes.warnings,
  ];
  const news = [...describeRuleChanges(situation), ...changes.sentences, ...describeNewLanes(home, previous)];
  await tell(warnings, news);
  return { zoneId, accountId, seen: seenIn(situation) };
}

const unchanged: AccessChanges = { sentences: [], warnings: [] };

/** Checks whether the gate fits among the zone's rules, and whether one of them bypasses it. */
function checkRules(situation: Situation): Problem[] {
  return [...problemsOf(findMissingSlots(situation)), ...bypassesAfterRun(situation).open];
}

/** Finds what the owner should know but does not stop the run. */
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

/** Says what others have changed in the list of rules since the last run, and what this run does about it. */
function describeRuleChanges(situation: Situation): string[] {
  const { gatePosition } = situation.home.configuration;
  return [
    ...foreignChanges(situation).map(({ where, what, outcome }) => `${where} ${what}: ${outcome}`),
    ...(hasGateMoved(situation)
      ? [`this stack's rules are not ${gatePosition} in the list: this run moves them there`]
      : []),
  ];
}

/** Checks for changes that one run can't make; the first run changes nobody's access. */
function checkChanges({ home }: DesiredHome, state: StackState, previous: Access | undefined): Problem[] {
  return previous === undefined
    ? []
    : [...checkMoves(previous, describeAccess(home)), ...checkKept(home, state)];
}

async function tell(warnings: readonly Problem[], news: readonly string[]): Promise<void> {
  for (const warning of warnings) {
    await pulumi.log.warn(formatProblem(warning));
  }
  for (const sentence of news) {
    await pulumi.log.info(sentence);
  }
}

/**
 * Returns an input of the gate's command: the previous one while the lists are as the last run left them, and a new one
 * whenever somebody else has changed them. The command then runs again and restores what is ours.
 */
function seenIn({ state, zone: { entryPoint, associations } }: Situation): string {
  const previous = writtenGate(state)?.record;
  const live = { rules: entryPoint?.rules ?? [], associations };
  if (previous === undefined || agreesWith(previous, live)) {
    return previous?.seen ?? "";
  }
  return createHash("sha256")
    .update(JSON.stringify([previous.seen, live]))
    .digest("hex")
    .slice(0, 12);
}
