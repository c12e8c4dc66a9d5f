import type { Problem } from "../../domain/errors.ts";
import { howToTrust } from "../../domain/home-assistant/problems.ts";
import type { Answer } from "./knock.ts";

const look = "See what differs: npm run drift";

/** Judges the answer to a request without a certificate: anything but the edge's own refusal means a way in. */
export function judgeStranger(where: string, answer: Answer): Problem | undefined {
  if (isEdgeRefusal(answer)) {
    return undefined;
  }
  if (isChallenge(answer)) {
    const whom = "strangers instead of refusing them: anybody who solves the challenge may get in";
    return challenged(where, whom);
  }
  const { status, headers } = answer;
  if (status >= 300 && status < 400 && leadsElsewhere(headers.location, where)) {
    const what = `redirects strangers to ${headers.location ?? ""} before the gate is evaluated`;
    return unexpected(where, what, "Check the zone's redirect rules: Rules → Overview.");
  }
  const gotThrough = status === 403 ? "answered 403, but not from the edge," : `answered ${status}`;
  return {
    code: "gate-open",
    where,
    what: `${gotThrough} without a certificate; it must answer 403 from the edge`,
    fix: `Anyone can reach the login page. ${look}`,
  };
}

/** Recognizes the edge's own page, because Home Assistant also answers 403, to addresses that it has banned. */
export function isEdgeRefusal(answer: Answer): boolean {
  const page = /Cloudflare Ray ID|you have been blocked|error code: 10\d\d/i;
  return answer.status === 403 && (page.test(answer.body) || isAccessPage(answer)) && !isChallenge(answer);
}

/** Recognizes the page for a hostname that Cloudflare Access must protect, and the redirect to its login. */
function isAccessPage({ status, headers, body }: Answer): boolean {
  const toLogin = /^https:\/\/[\w-]+\.cloudflareaccess\.com\//.test(headers.location ?? "");
  return status === 403 ? /access protection|cloudflare access/i.test(body) : toLogin;
}

/** https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/ */
export function isChallenge({ headers }: Answer): boolean {
  return headers["cf-mitigated"] === "challenge";
}

/** Reports that requests are challenged. @param whom read after "challenges" */
export function challenged(where: string, whom: string): Problem {
  const fix =
    "Find the rule or setting that challenges: npm run doctor\nRules above the gate: Security → WAF → Custom rules; Bot Fight Mode: Security → Bots; Under Attack Mode: Overview.";
  return unexpected(where, `challenges ${whom}`, fix);
}

/** Reports an answer that the hostname should not give. */
export function unexpected(where: string, what: string, fix: string): Problem {
  return { code: "unexpected-answer", where, what, fix };
}

function leadsElsewhere(location: string | undefined, where: string): boolean {
  const hostname = where.split("/")[0] ?? "";
  return location !== undefined && URL.canParse(location) && new URL(location).hostname !== hostname;
}

/** Judges the answer to a listed device, which must reach Home Assistant. */
export function judgeDevice(where: string, device: string, answer: Answer): Problem | undefined {
  const { status } = answer;
  if (isAccessPage(answer)) {
    return claimedByAccess(where);
  }
  if ((status >= 200 && status < 400) || status === 401) {
    return undefined;
  }
  if (isChallenge(answer)) {
    return challenged(where, `${device}, and no app can solve a challenge`);
  }
  if (isEdgeRefusal(answer)) {
    const fix = `Its certificate is not pinned or is revoked, or the hostname is not associated. ${look}`;
    return { code: "device-refused", where, what: `refuses ${device}, which is listed`, fix };
  }
  return explainStatus(where, answer);
}

/** Judges the answer to a device that the service does not list, which must stay outside. */
export function judgeUnlisted(where: string, device: string, answer: Answer): Problem | undefined {
  if (isEdgeRefusal(answer)) {
    return undefined;
  }
  const whom = `${device}, which is not among its devices`;
  return isChallenge(answer)
    ? challenged(where, `${whom}, instead of refusing it`)
    : { code: "gate-open", where, what: `answered ${answer.status} to ${whom}`, fix: look };
}

/** https://developers.cloudflare.com/cloudflare-one/access-controls/access-settings/require-access-protection/ */
function claimedByAccess(where: string): Problem {
  return {
    code: "device-refused",
    where,
    what: "is refused by Cloudflare Access, whatever the gate says",
    fix: 'Either the account has "Require Access protection" on, which refuses every hostname without an Access application, or an application covers this hostname.\nExempt it (Zero Trust → Access controls → Access settings), or give it an application whose policy is Bypass for everyone: the gate still applies.',
  };
}

function explainStatus(where: string, { status, body }: Answer): Problem {
  const what = `answered ${status}`;
  if (status === 400) {
    return {
      code: "untrusted-proxy",
      where,
      what: `${what}: the gate is fine, but Home Assistant does not trust requests through the tunnel`,
      fix: howToTrust(undefined),
    };
  }
  const edgeCode = /error code: (\d+)/i.exec(body)?.[1] ?? /\b(1033|1016)\b/.exec(body)?.[1];
  if (status >= 502 && status <= 530) {
    return explainOutage(where, `${what}${edgeCode === undefined ? "" : ` (error ${edgeCode})`}`, status);
  }
  return unexpected(
    where,
    what,
    status === 404 ? `The hostname is not in the tunnel's ingress. ${look}` : look,
  );
}

/** https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1033/ */
function explainOutage(where: string, what: string, status: number): Problem {
  const found = { code: "tunnel-down", where } as const;
  return status === 502
    ? {
        ...found,
        what: `${what}: the connector can't reach Home Assistant`,
        fix: "Check that Home Assistant is running, and that the origin setting is right as seen from the connector.",
      }
    : {
        ...found,
        what: `${what}: no connector runs this tunnel`,
        fix: "Start cloudflared with the tunnel's token: npx pulumi stack output tunnelToken --show-secrets",
      };
}

/** Judges the answer to plain HTTP, which carries no certificate: a redirect to https is expected, and a refusal is as safe. */
export function judgePlain(where: string, answer: Answer): Problem | undefined {
  const { status, headers } = answer;
  const hostname = where.replace(/^http:\/\//, "");
  const toHttps = (headers.location ?? "").startsWith(`https://${hostname}/`);
  if ((status >= 300 && status < 400 && toHttps) || isEdgeRefusal(answer) || isChallenge(answer)) {
    return undefined;
  }
  const fix =
    "Turn on Always Use HTTPS: npx pulumi config set --path zoneSettings.alwaysUseHttps on && npx pulumi up --refresh";
  return unexpected(where, `answered ${status}; it must redirect to https`, fix);
}
