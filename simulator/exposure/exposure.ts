import { customRules, judge } from "../edge/rules.ts";
import { buildRequest, isChoosable } from "./request.ts";
import { type Identity, type Stranger, strangers, unlisted } from "./identities.ts";
import { route } from "../edge/route.ts";
import { parseExpression } from "../rules/language.ts";
import { type Probe, type RuleSurvey, surveyRules } from "../rules/survey.ts";
import type { State } from "../state/state.ts";

/** One way for somebody who is not meant to enter to reach an origin. */
export interface Exposure {
  /** The Host header, in the spelling that gets through. */
  readonly hostname: string;
  readonly path: string;
  /** The origin that would answer, as in the tunnel's ingress. */
  readonly service: string;
  readonly who: Stranger;
  /** The certificate and whatever else the stranger sends. */
  readonly detail: string;
}

/**
 * Whether a stranger could reach an origin right now, tried on every hostname and on the paths that rules, ingress and
 * expectations mention. The stranger chooses method, headers, query, network operator, country, and plain HTTP where
 * the zone allows it; each alone and all that one rule looks for together. Coming from a given address is not tried, nor
 * solving a challenge: a rule that trusts an address or a person is its owner's decision.
 */
export function findExposures(state: State): Exposure[] {
  const rules = customRules(state).filter((rule) => rule.enabled);
  const survey = surveyRules(rules.map((rule) => parseExpression(rule.expression)));
  const doors = paths(state, survey);
  const search = { state, disguises: disguises(state, survey) };
  const everywhere = strangers(state, survey);
  return hostnames(state, survey).flatMap((hostname) => {
    const identities = [...everywhere, ...unlisted(state, survey, canonical(hostname))];
    return doors.flatMap((path) => searchOrigin({ ...search, identities }, hostname, path));
  });
}

interface Search {
  readonly state: State;
  readonly identities: readonly Identity[];
  readonly disguises: readonly Disguise[];
}

interface Disguise {
  readonly tls: boolean;
  readonly probes: readonly Probe[];
}

function searchOrigin(search: Search, hostname: string, path: string): Exposure[] {
  const target = route(search.state, { host: hostname, path });
  if (target.kind !== "origin" || isLane(search.state, hostname, path)) return [];
  const found = new Map<Stranger, Exposure>();
  for (const identity of search.identities) {
    if (found.has(identity.who)) continue;
    const disguise = findWayIn(search, { hostname, path, identity });
    if (!disguise) continue;
    const { who } = identity;
    const detail = [identity.detail, ...detailsOf(disguise)].join(", ");
    found.set(who, { hostname, path, service: target.service, who, detail });
  }
  return [...found.values()];
}

interface Door {
  readonly hostname: string;
  readonly path: string;
  readonly identity: Identity;
}

function findWayIn(search: Search, { hostname, path, identity }: Door): Disguise | undefined {
  const certificate = identity.certificate;
  return search.disguises.find((disguise) => {
    if (!disguise.tls && certificate) return false;
    const request = buildRequest({ host: hostname, path, ...disguise, ...(certificate && { certificate }) });
    return judge(search.state, request).outcome === "pass";
  });
}

function detailsOf(disguise: Disguise): string[] {
  const sent = disguise.probes.map((probe) => `${probe.field} = ${JSON.stringify(probe.value)}`);
  return disguise.tls ? sent : ["plain HTTP", ...sent];
}

/** What else a stranger may try: nothing, each value that a rule looks for, all of one rule, and the same over HTTP. */
function disguises(state: State, survey: RuleSurvey): Disguise[] {
  const perRule = survey.probes.map((probes) => probes.filter(isChoosable));
  const accessRules = [...state.accessRules.values()].flatMap(({ target, value }): Probe[] => {
    if (target === "asn") return [{ field: "ip.src.asnum", value: value.replace(/^AS/i, "") }];
    return target === "country" ? [{ field: "ip.src.country", value: value.toUpperCase() }] : [];
  });
  const sets: (readonly Probe[])[] = [
    [],
    ...perRule.flat().map((probe) => [probe]),
    ...accessRules.map((probe) => [probe]),
    ...perRule.map(firstPerField).filter((probes) => probes.length > 1),
  ];
  const overTls = sets.map((probes) => ({ tls: true, probes }));
  if (state.settings.get("always_use_https")?.value === "on") return overTls;
  return [...overTls, ...sets.map((probes) => ({ tls: false, probes }))];
}

function firstPerField(probes: readonly Probe[]): Probe[] {
  return [...new Map([...probes].reverse().map((probe) => [probe.field, probe])).values()];
}

/** Every name that DNS, ingress, rules or expectations mention, also as the client may spell it. */
function hostnames(state: State, survey: RuleSurvey): string[] {
  const named = [
    ...[...state.dnsRecords.values()].map((record) => record.name),
    ...[...state.tunnels.values()].flatMap((tunnel) =>
      (tunnel.configuration.config?.ingress ?? []).map((rule) => rule.hostname ?? ""),
    ),
    ...probeValues(survey, "http.host"),
    ...state.hostnameAssociations,
    ...Object.keys(state.expectations.hosts),
  ];
  const plain = named.map((name) => canonical(name).replace(/^\*/, "stranger-chosen-name"));
  const ofZone = plain.filter((name) => name === state.zone.name || name.endsWith(`.${state.zone.name}`));
  return [...new Set(ofZone)].flatMap((name) => [name, name.toUpperCase(), `${name}.`]);
}

const usualPaths = ["/", "/auth/authorize", "/api/websocket", "/api/webhook/x"];
const pathFields = [
  "http.request.uri.path",
  "http.request.uri",
  "http.request.full_uri",
  "raw.http.request.uri.path",
  "raw.http.request.uri",
  "raw.http.request.full_uri",
];

function paths(state: State, survey: RuleSurvey): string[] {
  const mentioned = pathFields.flatMap((field) => probeValues(survey, field));
  const ingressPaths = [...state.tunnels.values()].flatMap((tunnel) =>
    (tunnel.configuration.config?.ingress ?? []).map((rule) => literalStart(rule.path ?? "")),
  );
  const lanes = state.expectations.lanes.map((lane) => lane.path);
  const found = [...mentioned, ...ingressPaths, ...lanes].map(pathOnly);
  return [...new Set([...usualPaths, ...found])];
}

function pathOnly(text: string): string {
  const path = text.replace(/^https?:\/\/[^/]*/, "").replace(/[?#].*$/s, "");
  return path.startsWith("/") ? path : `/${path}`;
}

/** The part of an ingress rule's regular expression that stands for itself. */
function literalStart(pattern: string): string {
  return /^\^?([\w/\-~]*)/.exec(pattern)?.[1] ?? "";
}

function probeValues(survey: RuleSurvey, field: string): string[] {
  return survey.probes.flat().flatMap((probe) => (probe.field === field ? [probe.value] : []));
}

/** A lane's path may end in `*`. */
function isLane(state: State, hostname: string, path: string): boolean {
  return state.expectations.lanes.some(
    (lane) =>
      lane.hostname.toLowerCase() === canonical(hostname) &&
      (lane.path === path || (lane.path.endsWith("*") && path.startsWith(lane.path.slice(0, -1)))),
  );
}

function canonical(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, "");
}
