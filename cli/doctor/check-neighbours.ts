import type { Problem, ProblemCode } from "../../domain/errors.ts";
import { describeWarnings } from "../../domain/configuration/warnings.ts";
import { findAllowRules, findOpenBypasses } from "../../zone/findings/bypasses.ts";
import { findTakenNames } from "../../zone/findings/names.ts";
import { valueOf } from "../../zone/ask.ts";
import { checkDetours } from "./check-detours.ts";
import { type Diagnosis, fine, problem, warning } from "./diagnosis.ts";
import type { Facts } from "./read-facts.ts";

/** Checks everything else in the zone that could conflict with the stack or bypass its gate. */
export function checkNeighbours(facts: Facts): Diagnosis[] {
  return [
    ...checkNames(facts),
    ...checkSkipRules(facts),
    ...checkAccountRules(facts),
    ...checkAccessRules(facts),
    ...checkDetours(facts.detours),
    ...checkBotFightMode(facts),
    ...checkTls(facts),
    ...checkWebSockets(facts),
    ...checkHttp3(facts),
    ...describeWarnings(facts.home).map((found) => warning(found, whyWarned[found.code] ?? "")),
  ];
}

const whyWarned: Partial<Record<ProblemCode, string>> = {
  "deep-hostname": "Browsers and apps don't connect to a hostname for which the edge has no certificate.",
  "too-many-devices": "Cloudflare issues no more certificates than that, so the run would stop half-way.",
  "unreadable-bundle": "Such a device says that the bundle's password is wrong.",
  "old-app": "An older app on an iPhone says that it is unable to connect, whatever certificate it has.",
  "wide-lane":
    "Anybody who knows the path can reach it without a certificate: that is the purpose of a lane.",
};

function checkNames({ home, state, ...facts }: Facts): Diagnosis[] {
  const zone = { tunnels: valueOf(facts.tunnels) ?? [], records: valueOf(facts.records) ?? [] };
  const taken = findTakenNames({ home, state, zone });
  const why = "Cloudflare allows each only once, and the stack deletes nothing that it did not create.";
  return taken.length === 0
    ? [fine("the hostname and the tunnel's name are free, or in use by this stack")]
    : taken.map((found) => problem(found.problem, why));
}

function checkSkipRules({ home, state, entryPoint }: Facts): Diagnosis[] {
  return findOpenBypasses({ home, state, zone: { entryPoint: valueOf(entryPoint) } }).map((found) =>
    problem(found.problem, "A request that matches it reaches the login page without a certificate."),
  );
}

/** The account's rules are evaluated before the zone's, and this stack neither writes nor orders them. */
function checkAccountRules({ accountRules }: Facts): Diagnosis[] {
  const rules = valueOf(accountRules);
  const found: Problem = {
    code: "gate-bypassed",
    where: "custom rules of the account",
    what:
      rules === undefined
        ? "can't be read with this token (Account · Account WAF · Read)"
        : `are evaluated before the gate: ${rules.join(", ")}`,
    fix: "Make sure that none of them skips, challenges or allows requests for this hostname: Account Home → WAF.",
  };
  const why = "Cloudflare evaluates them first, and the gate never sees the requests that they allow.";
  return rules?.length === 0 ? [] : [warning(found, why)];
}

function checkAccessRules({ allowRules }: Facts): Diagnosis[] {
  const why = "It skips all custom rules, including the gate, and leaves no trace in the log.";
  const found = findAllowRules({ zone: { allowRules } });
  if ("refused" in allowRules) {
    return found.map((one) => warning(one.problem, `An Allow rule is dangerous. ${why}`));
  }
  return found.length === 0
    ? [fine("no IP Access rule bypasses the gate")]
    : found.map((one) => problem(one.problem, why));
}

function checkBotFightMode({ botFightMode }: Facts): Diagnosis[] {
  if (valueOf(botFightMode) !== true) {
    return valueOf(botFightMode) === false ? [fine("Bot Fight Mode is off")] : [];
  }
  const fix = "If an app or Google Assistant is sometimes refused, turn it off: Security → Bots.";
  const found: Problem = { code: "bot-fight-mode", where: "Bot Fight Mode", what: "is on", fix };
  const why =
    "It challenges anything that looks like a bot, and on the free plan no rule can exempt the hostname.";
  return [warning(found, why)];
}

function checkTls({ home, settings }: Facts): Diagnosis[] {
  const ssl = valueOf(settings)?.ssl;
  if (ssl === undefined || ssl === "strict") {
    return ssl === undefined ? [] : [fine("SSL/TLS mode is Full (strict)")];
  }
  const found = { code: "weak-tls", where: "SSL/TLS mode" } as const;
  if (home.configuration.zoneSettings.ssl === "leave") {
    const what = `is ${ssl}, and the configuration leaves it unchanged`;
    const fix = "Let the stack manage it: npx pulumi config set --path zoneSettings.ssl strict";
    const why = "The edge does not verify the origins of the zone's other hostnames.";
    return [warning({ ...found, what, fix }, why)];
  }
  const what = `is ${ssl}, and the next up sets it to strict`;
  const fix =
    "Make sure that the zone's other origins have certificates that Cloudflare trusts, or leave the mode unchanged: npx pulumi config set --path zoneSettings.ssl leave";
  const why =
    "The setting applies to the whole zone: a site whose origin has no valid certificate would answer 526.";
  return [warning({ ...found, what, fix }, why)];
}

function checkWebSockets({ home, settings }: Facts): Diagnosis[] {
  const isOff =
    valueOf(settings)?.websockets === "off" && home.configuration.zoneSettings.webSockets === "leave";
  const found: Problem = {
    code: "weak-tls",
    where: "WebSockets",
    what: "are off, and the configuration leaves them off",
    fix: "Let the stack turn them on: npx pulumi config set --path zoneSettings.webSockets on",
  };
  return isOff ? [problem(found, "Home Assistant's pages and apps don't work without them.")] : [];
}

/** https://developers.cloudflare.com/speed/optimization/protocol/http3/ */
function checkHttp3({ home, settings }: Facts): Diagnosis[] {
  const value = valueOf(settings)?.http3;
  if (value !== "on" || home.configuration.zoneSettings.http3 === "off") {
    return value === undefined
      ? []
      : [fine(`HTTP/3 is ${value === "on" ? "on, and the next up turns it off" : "off"}`)];
  }
  const found: Problem = {
    code: "http3-on",
    where: "HTTP/3",
    what: "is on, and the configuration leaves it on",
    fix: "If a browser has these problems, turn it off for the whole zone: npx pulumi config set --path zoneSettings.http3 off",
  };
  const why =
    "With HTTP/3, Chromium browsers have been seen to lose their WebSockets and not to ask for the certificate.";
  return [warning(found, why)];
}
