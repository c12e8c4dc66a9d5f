import { plainLines, plainText } from "./plain-text.ts";

/** Every kind of problem that the owner can fix, by its code. docs/errors.md lists the codes with the same meanings. */
export const problemCodes = {
  "bad-value": "a setting has a value that can't be used",
  "unknown-key": "a setting does not exist",
  "missing-key": "a required setting is missing",
  "device-name": "a device name can't be used as a certificate's common name",
  "duplicate-device": "two devices have the same name",
  "too-many-devices": "there are more devices than the zone has room for in its rules or certificates",
  "hostname-outside-zone": "the hostname is not part of the zone",
  "duplicate-hostname": "two services have the same hostname",
  "second-home": "a program creates two homes in one stack",
  "unknown-device": "a service names a device that is not in the list of devices",
  "unknown-hostname": "a lane names a hostname that no service has",
  "overlapping-lanes": "two lanes open the same path",
  "wide-lane": "a lane opens more than a single-purpose path",
  "bad-csr": "a certificate request can't be used",
  "no-openssl": "the openssl program is not installed",
  "no-token": "no API token is set",
  "token-in-clear": "a token is stored unencrypted in the stack file",
  "refused-token": "Cloudflare does not accept the API token",
  "zone-not-found": "the zone was not found, or is not visible to the token",
  "several-zones": "several zones have the same name",
  "gate-bypassed": "another rule lets requests through before this stack's rules are evaluated",
  "no-rule-slot": "the zone's plan has no room for the rules",
  "rule-refused": "Cloudflare does not accept a rule of the gate",
  "not-tried": "the gate's rules could not be checked with Cloudflare before they are written",
  "unknown-to-stack": "Cloudflare has an object with this stack's name that the stack did not create",
  gone: "an object of this stack was deleted outside Pulumi",
  "changed-outside": "an object of this stack was changed outside Pulumi",
  "new-certificate": "a device gets a new certificate, and its old one stops working",
  "left-out": "a run with --target or --exclude leaves out something that it needs",
  "two-steps": "a change would open something for a moment if it were made in a single run",
  "state-unreadable": "the stack's state can't be read",
  "no-pulumi": "the Pulumi CLI is not installed",
  "stack-failed": "a command that ran for every stack failed for some of them",
  "no-stack": "no stack is selected, or no stack has that name",
  "not-deployed": "the stack has not been deployed yet",
  "wrong-passphrase": "the passphrase for the stack's secrets is missing or wrong",
  locked: "the stack is locked by another Pulumi run, or by one that was killed",
  "pulumi-failed": "a command of the Pulumi CLI failed",
  unreachable: "a server can't be reached",
  "cloudflare-failed": "a request to Cloudflare failed",
  "missing-permission": "the API token lacks a permission",
  "zone-inactive": "the zone is not active on Cloudflare yet",
  "other-plan": "the zone's plan is not the one in the configuration",
  "weak-tls": "a TLS setting of the zone is weaker than it should be",
  "http3-on": "HTTP/3 is on, and browsers can have trouble with client certificates over it",
  "bot-fight-mode": "Bot Fight Mode can block callers, and no rule can exempt them",
  "clock-wrong": "this machine's clock is wrong",
  "deep-hostname": "the hostname has more labels than the edge's certificate covers",
  "gate-open": "the hostname answers without a certificate",
  "device-refused": "a listed device is not let in",
  "lane-closed": "a lane does not let its callers in",
  "idle-webhook": "a lane leads to a webhook that does nothing for callers from the internet",
  "untrusted-proxy": "Home Assistant does not trust the tunnel's connector",
  "tunnel-down": "the edge can't reach Home Assistant",
  "unexpected-answer": "the hostname gave an unexpected answer",
  "expires-soon": "a certificate expires within 30 days",
  "nobody-answers": "a command can't ask for confirmation, because there is no terminal",
  "unreadable-bundle": "some devices on that platform can't open the bundle",
  "old-app": "older versions of the companion app can't connect with this setting",
  "bad-bundle": "a bundle can't be opened",
  "no-bundle": "a device has no bundle to hand over",
  "file-exists": "the file to be written already exists",
  "file-missing": "a file that the stack wrote no longer exists",
  "file-failed": "a file can't be written",
  "bad-address": "onboarding can't use an address, or must not use it",
  "several-addresses": "a phone could reach this machine at several addresses",
  "port-in-use": "another program is using the port",
  "not-downloaded": "the bundle was not downloaded in time",
  "no-terminal": "a command needs a terminal, and there is none",
  "no-home-assistant-token": "no access token for Home Assistant is set",
  "refused-by-home-assistant":
    "Home Assistant does not accept the access token, or its user is no administrator",
  "not-home-assistant": "something other than Home Assistant answers at the address",
  "home-assistant-too-old": "Home Assistant is too old for the stack to set it up",
  "home-assistant-failed": "a request to Home Assistant or its Supervisor failed",
  "app-in-use": "the Cloudflared app already runs another tunnel",
  "app-unavailable": "the Cloudflared app can't be installed on this machine",
  "unconfirmed-trial": "Home Assistant is trying out HTTP settings that have not been confirmed",
  "trial-failed": "Home Assistant did not keep the new HTTP settings",
  "no-supervisor": "Home Assistant has no Supervisor, so the connector has to run beside it",
  "home-assistant-repair": "Home Assistant itself reports a repair issue",
  "held-by-stack": "the certificate is in use by this stack or by another home",
  "unknown-certificate": "the zone has no such certificate, or it belongs to somebody else",
} as const;

export type ProblemCode = keyof typeof problemCodes;

/** Something that is wrong: where, what, and how to fix it. */
export interface Problem {
  readonly code: ProblemCode;
  /** The setting or object concerned: `devices[1].name`. */
  readonly where: string;
  /** The predicate of a sentence that `where` begins: `"Alice iPhone" is not a device name`. */
  readonly what: string;
  /** What to do, with the command to type where there is one. */
  readonly fix: string;
}

/** Describes a setting with a value that can't be used. */
export function badValue(where: string, what: string, fix: string): Problem {
  return { code: "bad-value", where, what, fix };
}

/**
 * Formats a problem: where, what and code on the first line, the fix on the lines below. The first line makes sense
 * alone, because Pulumi's live display shows no other. Each part may quote text from strangers, so control characters
 * are removed.
 */
export function formatProblem(problem: Problem): string {
  const headline = [problem.where, problem.what]
    .map(plainText)
    .filter((part) => part !== "")
    .join(" ");
  const fix = plainLines(problem.fix).replaceAll("\n", "\n  ");
  return `${headline} [${problem.code}]\n  ${fix}`;
}

/** Formats several problems as one text, whose first line makes sense alone as well. */
export function formatProblems(problems: readonly Problem[]): string {
  const [only, ...others] = problems;
  if (only !== undefined && others.length === 0) {
    return formatProblem(only);
  }
  const places = [...new Set(problems.map((problem) => plainText(problem.where)))].join(", ");
  const blocks = problems.map((problem) => formatProblem(problem).replaceAll(/^/gm, "  "));
  return [`${problems.length} problems: ${places}`, ...blocks].join("\n");
}
