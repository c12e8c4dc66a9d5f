import { daysUntil, inDays, warnWithinDays } from "../../domain/certificates/certificate-problems.ts";
import type { Attempt } from "../../zone/ask.ts";
import type { Facts } from "./read-facts.ts";
import { type Diagnosis, fine, problem, warning } from "./diagnosis.ts";
import {
  dashboardName,
  howToMakeToken,
  type Permission,
  type PermissionKey,
  permissions,
  tunnelRow,
} from "./permissions.ts";
import type { TokenFacts } from "./token-facts.ts";

/**
 * Checks whether the token is valid, for how long, and whether this machine's clock agrees with Cloudflare's.
 * @param accountId the account at which the token was verified, too: Cloudflare knows a token of an account only there
 */
export function checkToken(token: Attempt<TokenFacts>, accountId: string | undefined): Diagnosis[] {
  if (!("value" in token)) {
    const ofAccount =
      "If the token belongs to an account, only that account can verify it; name the account: npx pulumi config set accountId <id>";
    return accountId === undefined
      ? [refusedToken("is not a valid API token of a user", `${ofAccount}\n`)]
      : [refusedToken("is not a valid API token")];
  }
  const { status, expiresOn, clockAheadSeconds } = token.value;
  if (status !== "active") {
    return [refusedToken(`is ${status}`)];
  }
  const days = expiresOn === undefined ? Infinity : daysUntil(expiresOn, new Date());
  return [
    days > warnWithinDays ? fine("the API token is valid") : expiringToken(days),
    Math.abs(clockAheadSeconds) < 300 ? fine("this machine's clock is right") : wrongClock(clockAheadSeconds),
  ];
}

const where = "CLOUDFLARE_API_TOKEN";

function refusedToken(what: string, first = ""): Diagnosis {
  const fix = `${first}Create a new one: ${howToMakeToken()}\nThen: npx pulumi config set --secret cloudflare:apiToken   (it asks for the token)`;
  const why = "Without a valid token nothing can be read, created or changed.";
  return problem({ code: "refused-token", where, what, fix }, why);
}

function expiringToken(days: number): Diagnosis {
  const fix = "Roll it in the dashboard before then: My Profile → API Tokens.";
  const why = "After that the house keeps working, but devices can't be added or locked out.";
  return warning({ code: "expires-soon", where, what: `expires ${inDays(days)}`, fix }, why);
}

function wrongClock(ahead: number): Diagnosis {
  const what = `is ${Math.round(Math.abs(ahead) / 60)} minutes ${ahead > 0 ? "ahead" : "behind"}`;
  const fix = "Let the system set it: timedatectl set-ntp true, or the date and time settings.";
  const why = "Certificates look expired or not yet valid, and tokens are refused.";
  return problem({ code: "clock-wrong", where: "this machine's clock", what, fix }, why);
}

/** Checks which permissions the token lacks, as far as this can be seen without writing. */
export function checkPermissions(token: Attempt<TokenFacts>, facts: Facts): Diagnosis[] {
  const groups = "value" in token ? token.value.groups : undefined;
  const mayWrite = facts.verdict?.mayWrite;
  const missing = neededKeys(facts).filter(
    (key) =>
      lookUps(key, facts).some((tried) => "refused" in tried) ||
      (key === "rules" && mayWrite === false) ||
      lacksGroup(permissions[key], groups),
  );
  if (missing.length > 0) {
    return missing.map((key) => missingPermission(permissions[key], pagesAbout(key, facts)));
  }
  const seen = `edit tunnels${mayWrite === true ? " and write custom rules" : ""}`;
  return [
    fine(
      groups === undefined
        ? `the API token may read everything it needs, and ${seen}; the first up shows whether it may edit the rest`
        : "the API token has every permission it needs",
    ),
  ];
}

/** With both ids in the configuration the zone does not have to be looked up. */
function neededKeys({ home }: Facts): PermissionKey[] {
  const { zoneId, accountId } = home.configuration;
  const keys = Object.keys(permissions) as PermissionKey[];
  return keys.filter((key) => key !== "zone" || zoneId === undefined || accountId === undefined);
}

/** Cloudflare's own pages about the requests that it refused. */
function pagesAbout(key: PermissionKey, facts: Facts): string[] {
  return [...new Set(lookUps(key, facts).flatMap((tried) => ("refused" in tried ? (tried.page ?? []) : [])))];
}

/** The look-ups that show whether the token has a permission. */
function lookUps(key: PermissionKey, facts: Facts): readonly Attempt<unknown>[] {
  const needed: Readonly<Record<PermissionKey, readonly Attempt<unknown>[]>> = {
    tunnel: [facts.tunnels, facts.tunnelToken],
    zone: [facts.zone],
    settings: [facts.settings],
    dns: [facts.records],
    certificates: [facts.certificates, facts.associations],
    rules: [facts.entryPoint],
    // Reported on its own, because the stack works without it.
    accessRules: [],
  };
  return needed[key];
}

function lacksGroup(permission: Permission, groups: readonly string[] | undefined): boolean {
  return groups !== undefined && !permission.groups.some((name) => groups.includes(name));
}

/** Reports a missing permission; also used for a zone that can't be looked up. */
export function missingPermission(permission: Permission, pages: readonly string[] = []): Diagnosis {
  const row = permission.name === permissions.tunnel.name ? `, where it is called "${tunnelRow}"` : "";
  const explained = pages.map((page) => `\nCloudflare explains: ${page}`).join("");
  const what = `lacks ${dashboardName(permission)}`;
  const fix = `Add it to the token (My Profile → API Tokens → Edit${row}), or create a new one: ${howToMakeToken()}${explained}`;
  return problem({ code: "missing-permission", where, what, fix }, `The stack ${permission.purpose}.`);
}
