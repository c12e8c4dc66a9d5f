import type { Attempt } from "../../zone/ask.ts";
import type { Facts } from "./read-facts.ts";
import { type Check, fine, problem, warning } from "./check.ts";
import {
  dashboardName,
  howToMakeToken,
  type Permission,
  type PermissionKey,
  permissions,
  tunnelRow,
} from "./permissions.ts";
import type { TokenFacts } from "./token-facts.ts";

const dayMs = 86_400_000;

/**
 * Whether the token is valid, for how long, and whether this machine's clock agrees with Cloudflare's.
 * @param accountId the account that was asked about it, too: Cloudflare knows an account's own token only there
 */
export function checkToken(token: Attempt<TokenFacts>, accountId: string | undefined): Check[] {
  if (!("value" in token)) {
    const ofAccount =
      "If an account owns it, name that account, which alone can verify it: npx pulumi config set accountId <id>";
    return accountId === undefined
      ? [refusedToken("is not a valid API token of a user", `${ofAccount}\n`)]
      : [refusedToken("is not a valid API token")];
  }
  const { status, expiresOn, clockAheadSeconds } = token.value;
  if (status !== "active") {
    return [refusedToken(`is ${status}`)];
  }
  const days = expiresOn === undefined ? Infinity : (Date.parse(expiresOn) - Date.now()) / dayMs;
  return [
    days > 30 ? fine("the API token is valid") : expiringToken(Math.floor(days)),
    Math.abs(clockAheadSeconds) < 300 ? fine("this machine's clock is right") : wrongClock(clockAheadSeconds),
  ];
}

function refusedToken(what: string, first = ""): Check {
  return problem(
    {
      code: "refused-token",
      where: "CLOUDFLARE_API_TOKEN",
      what,
      fix: `${first}Make a new one: ${howToMakeToken()}\nThen: npx pulumi config set --secret cloudflare:apiToken   (it asks for the token)`,
    },
    "Nothing can be made, changed or looked at without it.",
  );
}

function expiringToken(days: number): Check {
  return warning(
    {
      code: "expires-soon",
      where: "CLOUDFLARE_API_TOKEN",
      what: `expires in ${days} days`,
      fix: "Roll it in the dashboard (My Profile · API Tokens) in time.",
    },
    "Afterwards the house keeps working, but no device can be added or locked out.",
  );
}

function wrongClock(ahead: number): Check {
  const minutes = Math.round(Math.abs(ahead) / 60);
  return problem(
    {
      code: "clock-wrong",
      where: "this machine's clock",
      what: `is ${minutes} minutes ${ahead > 0 ? "ahead" : "behind"}`,
      fix: "Let the system set it (timedatectl set-ntp true, or the date settings).",
    },
    "Certificates look expired or not yet valid, and tokens are refused.",
  );
}

/** Which permissions the token lacks, as far as that shows without writing. */
export function checkPermissions(token: Attempt<TokenFacts>, facts: Facts): Check[] {
  const groups = "value" in token ? token.value.groups : undefined;
  const missing = neededKeys(facts).filter(
    (key) =>
      refusesRead(key, facts) ||
      (key === "rules" && facts.verdict?.mayWrite === false) ||
      lacksGroup(permissions[key], groups),
  );
  if (missing.length > 0) {
    return missing.map((key) => missingPermission(permissions[key], pagesAbout(key, facts)));
  }
  return groups === undefined
    ? [
        fine(
          `the API token may read all it needs, edit tunnels${facts.verdict?.mayWrite === true ? " and write custom rules" : ""}; whether it may edit the rest shows at the first up`,
        ),
      ]
    : [fine("the API token has every permission it needs")];
}

/** With both ids in the configuration nobody looks the zone up. */
function neededKeys({ home }: Facts): PermissionKey[] {
  const { zoneId, accountId } = home.configuration;
  const keys = Object.keys(permissions) as PermissionKey[];
  return keys.filter((key) => key !== "zone" || zoneId === undefined || accountId === undefined);
}

function refusesRead(key: PermissionKey, facts: Facts): boolean {
  return lookUps(key, facts).some((tried) => "refused" in tried);
}

/** Cloudflare's own pages about what it refused. */
function pagesAbout(key: PermissionKey, facts: Facts): string[] {
  return [...new Set(lookUps(key, facts).flatMap((tried) => ("refused" in tried ? (tried.page ?? []) : [])))];
}

/** What shows whether the token has a permission. */
function lookUps(key: PermissionKey, facts: Facts): readonly Attempt<unknown>[] {
  const needed: Readonly<Record<PermissionKey, readonly Attempt<unknown>[]>> = {
    tunnel: [facts.tunnels, facts.tunnelToken],
    zone: [facts.zone],
    settings: [facts.settings],
    dns: [facts.records],
    certificates: [facts.certificates, facts.associations],
    rules: [facts.entryPoint],
    // Said on its own: the stack does its work without it.
    accessRules: [],
  };
  return needed[key];
}

function lacksGroup(permission: Permission, groups: readonly string[] | undefined): boolean {
  return groups !== undefined && !permission.groups.some((name) => groups.includes(name));
}

/** Also for a zone that can't even be looked up. */
export function missingPermission(permission: Permission, pages: readonly string[] = []): Check {
  const row = permission.name === permissions.tunnel.name ? `, where it is called "${tunnelRow}"` : "";
  const explained = pages.map((page) => `\nCloudflare explains: ${page}`).join("");
  const how = `Add it to the token (My Profile · API Tokens · Edit${row}), or make a new one: ${howToMakeToken()}${explained}`;
  return problem(
    {
      code: "missing-permission",
      where: "CLOUDFLARE_API_TOKEN",
      what: `lacks ${dashboardName(permission)}`,
      fix: how,
    },
    `The stack ${permission.purpose}.`,
  );
}
