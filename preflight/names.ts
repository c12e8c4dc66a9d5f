import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import type { Problem } from "../domain/errors.ts";
import { tunnelName } from "../domain/configuration/home.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import { ask } from "./ask.ts";
import { changedOutside } from "./changed-outside.ts";
import type { Subject } from "./subject.ts";

/** What became of the names that this stack uses or is about to use. */
export interface NamesSurvey {
  /** Names that something else already has, and a tunnel that is gone: no run can go on. */
  readonly problems: readonly Problem[];
  /** Records of this stack that stand otherwise than the last run left them. */
  readonly changed: readonly Problem[];
}

/** Looks for the tunnel's name and for the records of every hostname. */
export async function surveyNames(args: Subject, options: InvokeOptions): Promise<NamesSurvey> {
  const [tunnel, ...records] = await Promise.all([
    surveyTunnel(args, options),
    ...args.home.services.map(({ hostname }) => surveyRecord(args, hostname, options)),
  ]);
  return {
    problems: [...tunnel, ...records.flatMap(({ problems }) => problems)],
    changed: records.flatMap(({ changed }) => changed),
  };
}

async function surveyTunnel({ accountId, home, own }: Subject, options: InvokeOptions): Promise<Problem[]> {
  const name = tunnelName(home.stack);
  const { results } = await ask("reading tunnels", () =>
    cloudflare.getZeroTrustTunnelCloudflareds({ accountId, isDeleted: false }, options),
  );
  const gone = own
    .ofType(typeTokens.tunnel)
    .filter(({ outputs }) => !results.some(({ id }) => id === outputs["id"]))
    .map(() => deletedTunnel(name));
  const taken = results.filter((tunnel) => tunnel.name === name && !own.holds(typeTokens.tunnel, tunnel.id));
  return [...gone, ...taken.map(({ id }) => notOurs(`tunnel ${name}`, `exists already (${id})`))];
}

/** The provider can't tell: a deleted tunnel can still be read. */
function deletedTunnel(name: string): Problem {
  return {
    code: "gone",
    where: `tunnel ${name}`,
    what: "was deleted outside Pulumi",
    fix: "Let the stack forget it and make a new one: npm run adopt && npx pulumi up",
  };
}

async function surveyRecord(
  { zoneId, own }: Subject,
  hostname: string,
  options: InvokeOptions,
): Promise<NamesSurvey> {
  const { results } = await ask("reading DNS records", () =>
    cloudflare.getDnsRecords({ zoneId, name: { exact: hostname } }, options),
  );
  const problems = results
    .filter(({ id, type }) => ["A", "AAAA", "CNAME"].includes(type) && !own.holds(typeTokens.record, id))
    .map(({ type, content }) => notOurs(hostname, `already has a DNS record (${type} ${content})`));
  const written = own.ofType(typeTokens.record).find(({ outputs }) => outputs["name"] === hostname)?.outputs;
  const what = written === undefined ? undefined : describeChange(written, results);
  return { problems, changed: what === undefined ? [] : [changedOutside(`DNS record ${hostname}`, what)] };
}

type LiveRecord = Pick<cloudflare.types.output.GetDnsRecordsResult, "id" | "content" | "proxied">;

function describeChange(
  written: Readonly<Record<string, unknown>>,
  live: readonly LiveRecord[],
): string | undefined {
  const now = live.find(({ id }) => id === written["id"]);
  if (now === undefined) {
    return "was deleted outside Pulumi: the house can't be reached";
  }
  if (now.content !== written["content"]) {
    return `was pointed elsewhere outside (${now.content})`;
  }
  return now.proxied === written["proxied"]
    ? undefined
    : "was set to DNS only outside Pulumi: the house can't be reached";
}

function notOurs(where: string, what: string): Problem {
  return {
    code: "unknown-to-stack",
    where,
    what: `${what} that this stack did not make`,
    fix: "Let the stack take it over: npm run adopt\nor delete it in the dashboard if nobody needs it.",
  };
}
