import { allowedPast, unreadableAccessRules } from "../../domain/rules/access-rules.ts";
import type { ProblemCode } from "../../domain/errors.ts";
import { describeWarnings } from "../../domain/configuration/warnings.ts";
import { tunnelName } from "../../domain/configuration/home.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { bypassingRules } from "../bypassing-rules.ts";
import { holds } from "../state.ts";
import { valueOf } from "./attempt.ts";
import { checkDetours } from "./check-detours.ts";
import { type Finding, fine, problem, warning } from "./finding.ts";
import type { Facts } from "./read-facts.ts";

/** What stands in the zone beside the stack, and could be in its way or let people pass by it. */
export function checkNeighbours(facts: Facts): Finding[] {
  return [
    ...checkNames(facts),
    ...checkSkipRules(facts),
    ...checkAccountRules(facts),
    ...checkAccessRules(facts),
    ...checkDetours(facts.detours),
    ...checkBotFightMode(facts),
    ...checkTls(facts),
    ...checkWebSockets(facts),
    ...describeWarnings(facts.home).map((found) => warning(found, whyWarned[found.code] ?? "")),
  ];
}

const whyWarned: Partial<Record<ProblemCode, string>> = {
  "deep-hostname": "No browser and no app connects to a name that the edge has no certificate for.",
  "too-many-devices": "Cloudflare issues no certificate beyond that, and the run stops half-way.",
  "wide-lane": "Whoever knows the path reaches it without a certificate: that is what a lane is for.",
};

const adopt = "Let the stack take it over: npm run adopt\nor delete it in the dashboard if nobody needs it.";

function checkNames(facts: Facts): Finding[] {
  const { home, state } = facts;
  const name = tunnelName(home.stack);
  const tunnels = (valueOf(facts.tunnels) ?? []).filter(
    (tunnel) => tunnel.name === name && !holds(state, typeTokens.tunnel, tunnel.id),
  );
  const records = (valueOf(facts.records) ?? []).filter(({ id }) => !holds(state, typeTokens.record, id));
  const taken = [
    ...tunnels.map(({ id }) => ({ where: `tunnel ${name}`, what: `exists already (${id})` })),
    ...records.map(({ hostname, type, content }) => ({
      where: hostname,
      what: `already has a DNS record (${type} ${content})`,
    })),
  ];
  return taken.length === 0
    ? [fine("the hostname and the tunnel's name are free, or this stack's own")]
    : taken.map(({ where, what }) =>
        problem(
          { code: "unknown-to-stack", where, what: `${what} that this stack did not make`, fix: adopt },
          "Cloudflare allows each only once, and the stack deletes nothing that it did not make.",
        ),
      );
}

function checkSkipRules({ home, state, entryPoint }: Facts): Finding[] {
  return bypassingRules({ home, state }, valueOf(entryPoint)).map((found) =>
    problem(found, "Whoever matches it reaches the login page without a certificate."),
  );
}

/** They are evaluated before the zone's, and this stack neither writes nor orders them. */
function checkAccountRules({ accountRules }: Facts): Finding[] {
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

function checkAccessRules({ accessRules }: Facts): Finding[] {
  const why = "It skips all custom rules, the gate too, and leaves no trace in the log.";
  if ("refused" in accessRules) {
    return [warning(unreadableAccessRules, `An Allow rule is dangerous. ${why}`)];
  }
  return accessRules.value.length === 0
    ? [fine("no IP Access rule lets anybody pass by the gate")]
    : allowedPast(accessRules.value).map((one) => problem(one, why));
}

function checkBotFightMode({ botFightMode }: Facts): Finding[] {
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

function checkTls({ home, settings }: Facts): Finding[] {
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

function checkWebSockets({ home, settings }: Facts): Finding[] {
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
