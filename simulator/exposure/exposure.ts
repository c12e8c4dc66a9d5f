import { customRules, judge } from "../edge/rules.ts";
import { buildRequest, isChoosable } from "./request.ts";
import { type Stranger, type StrangerKind, strangers, unlisted } from "./strangers.ts";
import { route } from "../edge/route.ts";
import { parseExpression } from "../rules/language.ts";
import { type Probe, type RuleSurvey, surveyRules } from "../rules/survey.ts";
import { canonicalName, isInZone } from "../state/names.ts";
import type { IngressRule, State } from "../state/state.ts";

/** One way for a stranger to reach an origin. */
export interface Exposure {
  /** The Host header in the spelling that gets through. */
  readonly hostname: string;
  readonly path: string;
  /** The origin, as in the tunnel's ingress. */
  readonly service: string;
  readonly who: StrangerKind;
  /** The certificate and anything else that the stranger sends. */
  readonly detail: string;
}

/**
 * Finds the ways in which a stranger could reach an origin now. It tries all hostnames, and the paths that rules, ingress
 * and expectations mention. The stranger chooses method, headers, query, AS number, country, and plain HTTP where the zone
 * allows it: each value that a rule looks for alone, and all values of one rule together. Neither connecting from a certain
 * IP address nor solving a challenge is tried: a rule that trusts an address or a person is its owner's decision.
 */
export function findExposures(state: State): Exposure[] {
  const rules = customRules(state).filter((rule) => rule.enabled);
  const survey = surveyRules(rules.map((rule) => parseExpression(rule.expression)));
  const tried = paths(state, survey);
  const search = { state, disguises: disguises(state, survey) };
  const everywhere = strangers(state, survey);
  return hostnames(state, survey).flatMap((hostname) => {
    const all = [...everywhere, ...unlisted(state, survey, canonicalName(hostname))];
    return tried.flatMap((path) => searchOrigin({ ...search, strangers: all }, hostname, path));
  });
}

interface Search {
  readonly state: State;
  readonly strangers: readonly Stranger[];
  readonly disguises: readonly Disguise[];
}

/** How a stranger sends a request. */
interface Disguise {
  readonly tls: boolean;
  readonly probes: readonly Probe[];
}

function searchOrigin(search: Search, hostname: string, path: string): Exposure[] {
  const target = route(search.state, { host: hostname, path });
  if (target.kind !== "origin" || isLane(search.state, hostname, path)) return [];
  const found = new Map<StrangerKind, Exposure>();
  for (const { who, certificate, detail } of search.strangers) {
    if (found.has(who)) continue;
    const disguise = search.disguises.find(({ tls, probes }) => {
      if (!tls && certificate) return false;
      const request = buildRequest({ host: hostname, path, tls, probes, certificate });
      return judge(search.state, request).outcome === "pass";
    });
    if (!disguise) continue;
    const details = [detail, ...detailsOf(disguise)].join(", ");
    found.set(who, { hostname, path, service: target.service, who, detail: details });
  }
  return [...found.values()];
}

function detailsOf(disguise: Disguise): string[] {
  const sent = disguise.probes.map((probe) => `${probe.field} = ${JSON.stringify(probe.value)}`);
  return disguise.tls ? sent : ["plain HTTP", ...sent];
}

/** The disguises to try: none, each value that a rule looks for, all values of one rule, and the same over plain HTTP. */
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

/** All names that DNS, ingress, rules or expectations mention, in each spelling that a client may use. */
function hostnames(state: State, survey: RuleSurvey): string[] {
  const named = [
    ...[...state.dnsRecords.values()].map((record) => record.name),
    ...ingressRules(state).map((rule) => rule.hostname ?? ""),
    ...probeValues(survey, "http.host"),
    ...state.hostnameAssociations,
    ...Object.keys(state.expectations.hosts),
  ];
  const plain = named.map((name) => canonicalName(name).replace(/^\*/, "stranger-chosen-name"));
  const ofZone = new Set(plain.filter((name) => isInZone(state.zone.name, name)));
  return [...ofZone].flatMap((name) => [name, name.toUpperCase(), `${name}.`]);
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
  const ingressPaths = ingressRules(state).map((rule) => literalStart(rule.path ?? ""));
  const lanes = state.expectations.lanes.map((lane) => lane.path);
  const found = [...mentioned, ...ingressPaths, ...lanes].map(pathOnly);
  return [...new Set([...usualPaths, ...found])];
}

function pathOnly(text: string): string {
  const path = text.replace(/^https?:\/\/[^/]*/, "").replace(/[?#].*$/s, "");
  return path.startsWith("/") ? path : `/${path}`;
}

function ingressRules(state: State): IngressRule[] {
  return [...state.tunnels.values()].flatMap(({ configuration }) => configuration.config?.ingress ?? []);
}

/** The literal beginning of an ingress rule's regular expression. */
function literalStart(pattern: string): string {
  return /^\^?([\w/\-~]*)/.exec(pattern)?.[1] ?? "";
}

function probeValues(survey: RuleSurvey, field: string): string[] {
  return survey.probes.flat().flatMap((probe) => (probe.field === field ? [probe.value] : []));
}

/** Whether the path belongs to an expected lane, whose path may end with `*`. */
function isLane(state: State, hostname: string, path: string): boolean {
  return state.expectations.lanes.some(
    (lane) =>
      lane.hostname.toLowerCase() === canonicalName(hostname) &&
      (lane.path === path || (lane.path.endsWith("*") && path.startsWith(lane.path.slice(0, -1)))),
  );
}
