import { plainLines, plainText } from "./plain-text.ts";

/**
 * The catalogue of everything that can be wrong and that the owner can mend. docs/errors.md explains each code.
 * A message's first line is complete in itself, because Pulumi's live display shows only that line.
 */
export const problemCodes = {
  "bad-value": "a setting has a value that can't be used",
  "unknown-key": "a setting that this program does not know",
  "missing-key": "a setting that has no default is missing",
  "device-name": "a device name that can't be a certificate's common name",
  "duplicate-device": "two devices have one name",
  "too-many-devices": "more devices than the zone's rules or certificates can hold",
  "hostname-outside-zone": "the hostname is not part of the zone",
  "duplicate-hostname": "two services have one hostname",
  "second-home": "a program makes two homes in one stack",
  "unknown-device": "a device is named that is not in the list",
  "unknown-hostname": "a lane names a hostname that no service has",
  "overlapping-lanes": "two lanes open the same path",
  "wide-lane": "a lane opens more than a single-purpose path",
  "bad-csr": "a certificate request can't be used",
  "no-openssl": "the openssl program is missing",
  "no-token": "there is no API token",
  "token-in-clear": "an API token is stored unencrypted in the stack file",
  "refused-token": "Cloudflare refuses the API token",
  "zone-not-found": "the zone was not found, or is not visible to the token",
  "several-zones": "several zones have that name",
  "gate-bypassed": "another rule lets requests pass before this stack's rule is evaluated",
  "no-rule-slot": "the zone's plan has no room for the rules",
  "rule-refused": "Cloudflare refuses a rule of the gate",
  "not-tried": "Cloudflare could not be asked whether it takes the gate's rules",
  "unknown-to-stack": "Cloudflare holds an object of this stack's name that the stack did not make",
  gone: "an object of this stack was deleted outside",
  "changed-outside": "an object of this stack was changed outside",
  "new-certificate": "a device gets a new certificate, and its old one stops working",
  "left-out": "a run with --target or --exclude leaves out what it needs",
  "two-steps": "a change that would open something in between if done in one run",
  "state-unreadable": "the stack's own state can't be read",
  "no-pulumi": "there is no Pulumi CLI",
  "stack-failed": "a command that ran for every stack failed for some",
  "no-stack": "no stack is selected, or no stack has that name",
  "not-deployed": "the stack has not been deployed yet",
  "wrong-passphrase": "the passphrase of the stack's secrets is missing or wrong",
  locked: "another run of Pulumi holds the stack, or was killed while it did",
  "pulumi-failed": "the Pulumi CLI could not do what it was asked",
  unreachable: "a server can't be reached",
  "cloudflare-failed": "Cloudflare could not do what it was asked",
  "missing-permission": "the API token lacks a permission",
  "zone-inactive": "the zone is not active at Cloudflare yet",
  "other-plan": "the zone is on another plan than the configuration says",
  "weak-tls": "a TLS setting of the zone is weaker than the stack wants",
  "http3-on": "HTTP/3 is on, over which browsers can have trouble with client certificates",
  "bot-fight-mode": "Bot Fight Mode can lock out callers that no rule can except",
  "clock-wrong": "this machine's clock is wrong",
  "deep-hostname": "the edge has no certificate for a name so deep",
  "gate-open": "the hostname answers without a certificate",
  "device-refused": "a listed device is not let in",
  "lane-closed": "a lane does not let its callers in",
  "idle-webhook": "a lane leads to a webhook that does nothing for callers from the internet",
  "untrusted-proxy": "Home Assistant does not trust the tunnel's connector",
  "tunnel-down": "the edge does not reach Home Assistant",
  "unexpected-answer": "the hostname answers in a way that it should not",
  "expires-soon": "a certificate expires within 30 days",
  "nobody-answers": "a command can't ask: there is no terminal",
  "unreadable-bundle": "some devices of that platform can't open the bundle",
  "old-app": "versions of the companion app before a known one can't connect with this setting",
  "bad-bundle": "a bundle can't be opened",
  "no-bundle": "a device has no bundle to hand over",
  "file-exists": "a file already exists where one is to be written",
  "file-missing": "a file that the stack wrote no longer exists",
  "file-failed": "a file can't be written",
  "bad-address": "an address that onboarding must not or can't use",
  "several-addresses": "this machine has several addresses that a phone could reach",
  "port-in-use": "another program holds the port",
  "not-downloaded": "the bundle was not downloaded in time",
  "no-terminal": "a terminal is needed, and there is none",
  "no-home-assistant-token": "there is no access token for Home Assistant",
  "refused-by-home-assistant": "Home Assistant refuses the access token, or its user is no administrator",
  "not-home-assistant": "the address is answered by something that is not Home Assistant",
  "home-assistant-too-old": "Home Assistant is older than what the stack can set up",
  "home-assistant-failed": "Home Assistant or its Supervisor could not do what it was asked",
  "app-in-use": "the Cloudflared app already runs another tunnel",
  "app-unavailable": "the Cloudflared app can't be installed on this machine",
  "unconfirmed-trial": "Home Assistant tries HTTP settings that nobody has confirmed",
  "trial-failed": "Home Assistant did not keep the new HTTP settings",
  "no-supervisor": "Home Assistant has no Supervisor, so the connector runs beside it",
  "home-assistant-repair": "Home Assistant itself lists something to repair",
  "held-by-stack": "a certificate that this stack or another home uses",
  "unknown-certificate": "the zone has no such certificate, or it is somebody else's",
} as const;

export type ProblemCode = keyof typeof problemCodes;

/** One thing that is wrong: where, what, and what to do about it. */
export interface Problem {
  readonly code: ProblemCode;
  /** The setting or object, for example `devices[1].name`. */
  readonly where: string;
  /** What is wrong, read after `where`: `"Alice iPhone" is not a device name`. */
  readonly what: string;
  /** What to do, ideally a command. */
  readonly fix: string;
}

/**
 * One problem as text: line 1 where, what and code; the following lines what to do. Names and contents that others wrote
 * can stand in each part: here they lose whatever would act on a terminal.
 */
export function formatProblem(problem: Problem): string {
  const headline = [problem.where, problem.what]
    .map(plainText)
    .filter((part) => part !== "")
    .join(" ");
  const fix = plainLines(problem.fix).replaceAll("\n", "\n  ");
  return `${headline} [${problem.code}]\n  ${fix}`;
}

/** All problems as one text whose first line is complete in itself. */
export function formatProblems(problems: readonly Problem[]): string {
  const [only, ...others] = problems;
  if (only !== undefined && others.length === 0) {
    return formatProblem(only);
  }
  const places = [...new Set(problems.map((problem) => plainText(problem.where)))].join(", ");
  const blocks = problems.map((problem) => formatProblem(problem).replaceAll(/^/gm, "  "));
  return [`${problems.length} problems: ${places}`, ...blocks, "  Nothing was changed."].join("\n");
}
