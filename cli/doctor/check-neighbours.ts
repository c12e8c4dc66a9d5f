import type { ProblemCode } from "../../domain/errors.ts";
import { describeWarnings } from "../../domain/configuration/warnings.ts";
import { findAllowRules, findOpenBypasses } from "../../zone/findings/bypasses.ts";
import { findTakenNames } from "../../zone/findings/names.ts";
import { valueOf } from "../../zone/ask.ts";
import { checkDetours } from "./check-detours.ts";
import { type Check, fine, problem, warning } from "./check.ts";
import type { Facts } from "./read-facts.ts";

/** What stands in the zone beside the stack, and could be in its way or let people pass by it. */
export function checkNeighbours(facts: Facts): Check[] {
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
  "deep-hostname": "No browser and no app connects to a name that the edge has no certificate for.",
  "too-many-devices": "Cloudflare issues no certificate beyond that, and the run stops half-way.",
  "unreadable-bundle": "Whoever hands the bundle over is told that its password is wrong.",
  "old-app": "An iPhone with an older app says that it is unable to connect, whatever certificate it has.",
  "wide-lane": "Whoever knows the path reaches it without a certificate: that is what a lane is for.",
};

function checkNames({ home, state, ...facts }: Facts): Check[] {
  const zone = { tunnels: valueOf(facts.tunnels) ?? [], records: valueOf(facts.records) ?? [] };
  const taken = findTakenNames({ home, state, zone });
  return taken.length === 0
    ? [fine("the hostname and the tunnel's name are free, or this stack's own")]
    : taken.map((found) =>
        problem(
          found.problem,
          "Cloudflare allows each only once, and the stack deletes nothing that it did not make.",
        ),
      );
}

function checkSkipRules({ home, state, entryPoint }: Facts): Check[] {
  return findOpenBypasses({ home, state, zone: { entryPoint: valueOf(entryPoint) } }).map((found) =>
    problem(found.problem, "Whoever matches it reaches the login page without a certificate."),
  );
}

/** They are evaluated before the zone's, and this stack neither writes nor orders them. */
function checkAccountRules({ accountRules }: Facts): Check[] {
  const look = "None of them may skip, challenge or let pass what is for this hostname: Account Home · WAF.";
  const rules = valueOf(accountRules);
  const what =
    rules === undefined
      ? "can't be read with this token (Account · Account WAF · Read)"
      : `stand before the gate: ${rules.join(", ")}`;
  return rules?.length === 0
    ? []
    : [
        warning(
          { code: "gate-bypassed", where: "custom rules of the account", what, fix: look },
          "Cloudflare evaluates them first, and the gate never sees what they let pass.",
        ),
      ];
}

function checkAccessRules({ allowRules }: Facts): Check[] {
  const why = "It skips all custom rules, the gate too, and leaves no trace in the log.";
  const found = findAllowRules({ zone: { allowRules } });
  if ("refused" in allowRules) {
    return found.map((one) => warning(one.problem, `An Allow rule is dangerous. ${why}`));
  }
  return found.length === 0
    ? [fine("no IP Access rule lets anybody pass by the gate")]
    : found.map((one) => problem(one.problem, why));
}

function checkBotFightMode({ botFightMode }: Facts): Check[] {
  if (valueOf(botFightMode) !== true) {
    return valueOf(botFightMode) === false ? [fine("Bot Fight Mode is off")] : [];
  }
  return [
    warning(
      {
        code: "bot-fight-mode",
        where: "Bot Fight Mode",
        what: "is on",
        fix: "If an app or Google Assistant is refused now and then, turn it off: Security · Bots.",
      },
      "It challenges whatever looks like a program, and on the free plan no rule can except the hostname.",
    ),
  ];
}

function checkTls({ home, settings }: Facts): Check[] {
  const ssl = valueOf(settings)?.ssl;
  if (ssl === undefined || ssl === "strict") {
    return ssl === undefined ? [] : [fine("SSL/TLS mode is Full (strict)")];
  }
  const managed = home.configuration.zoneSettings.ssl !== "leave";
  return [
    warning(
      {
        code: "weak-tls",
        where: "SSL/TLS mode",
        what: managed
          ? `is ${ssl} now, the first up makes it strict`
          : `is ${ssl}, and the configuration leaves it so`,
        fix: managed
          ? "Make sure that the zone's other origins have certificates that Cloudflare trusts, or: npx pulumi config set --path zoneSettings.ssl leave"
          : "Let the stack manage it: npx pulumi config set --path zoneSettings.ssl strict",
      },
      managed
        ? "The setting is the whole zone's: a site whose origin has no valid certificate would answer 526."
        : "The edge then does not check who it talks to behind the zone's other names.",
    ),
  ];
}

function checkWebSockets({ home, settings }: Facts): Check[] {
  const off =
    valueOf(settings)?.websockets === "off" && home.configuration.zoneSettings.webSockets === "leave";
  const fix = "Let the stack turn them on: npx pulumi config set --path zoneSettings.webSockets on";
  return off
    ? [
        problem(
          {
            code: "weak-tls",
            where: "WebSockets",
            what: "are off, and the configuration leaves them so",
            fix,
          },
          "Home Assistant's page and apps do not work without them.",
        ),
      ]
    : [];
}

/** https://developers.cloudflare.com/speed/optimization/protocol/http3/ */
function checkHttp3({ home, settings }: Facts): Check[] {
  const value = valueOf(settings)?.http3;
  if (value !== "on" || home.configuration.zoneSettings.http3 === "off") {
    return value === undefined
      ? []
      : [fine(`HTTP/3 is ${value === "on" ? "on, and the next up turns it off" : "off"}`)];
  }
  return [
    warning(
      {
        code: "http3-on",
        where: "HTTP/3",
        what: "is on, and the configuration leaves it so",
        fix: "Only if a browser has that trouble, turn it off for the whole zone: npx pulumi config set --path zoneSettings.http3 off",
      },
      "Chromium browsers have been seen to lose their WebSockets over it, and not to ask for the certificate.",
    ),
  ];
}
