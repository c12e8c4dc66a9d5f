import { Command, InvalidArgumentError } from "commander";
import { formatProblem } from "../domain/errors.ts";
import { counted, print, run, say, stackOption } from "./run.ts";
import { type Cause, type Check, findCauses } from "./verify-live/check.ts";
import { checkConnectors } from "./verify-live/connectors.ts";
import { explainForVersion } from "./verify-live/explain-for-version.ts";
import { type Flags, planVisits } from "./verify-live/plan-visits.ts";
import { visit } from "./verify-live/visit.ts";

const program = new Command("verify-live")
  .description(
    "Sends requests to the deployed hostnames, as a stranger and as every device, and checks who gets in. " +
      "Exit code 0: everything is as it should be, 1: something is not, 2: it could not be tried.",
  )
  .option(...stackOption)
  .option("--hostname <name>", "only this hostname")
  .option("--bundle <file>", "try this .p12 instead of the stack's; no stack is needed")
  .option("--password-file <file>", "file that contains the bundle's password")
  .option("--refused", "the bundle must be refused, because it is a lost device's", false)
  .option("--connect <host:port>", "connect there instead of to the hostname, port 443", readAddress)
  .option("--http-connect <host:port>", "the same for plain http, port 80", readAddress)
  .option("--cafile <file>", "PEM file of the authority that signed the edge's certificate")
  .option("--json", "print the checks as JSON", false)
  .action(verifyLive);

void run(program);

async function verifyLive(flags: Flags): Promise<void> {
  const { visits, untried, tunnel } = await planVisits(flags);
  const visited: Check[] = [];
  for (const plan of visits) {
    visited.push(...(await visit(plan)));
  }
  const checks =
    tunnel === undefined
      ? visited
      : [...(await explainForVersion(visited, tunnel)), ...(await checkConnectors(tunnel))];
  const causes = findCauses(checks);
  if (flags.json) {
    print({ checks: checks.map(asJson), untried });
  } else {
    checks
      .filter(({ problem }) => problem === undefined)
      .forEach((check) => {
        print(formatCheck(check));
      });
    causes.map(describeCause).forEach(print);
    untried.forEach((name) => {
      say(`${name} keeps its key, so it can't be tested from here.`);
    });
    say(conclude(flags, checks, causes));
  }
  process.exitCode = causes.length === 0 ? 0 : 1;
}

function asJson({ what, problem, note }: Check): object {
  return { what, problem: problem ?? null, note: note ?? null };
}

function formatCheck({ what, note }: Check): string {
  return note === undefined
    ? `fine     ${what}`
    : indent(`note     ${what}\n  ${note.replaceAll("\n", "\n  ")}`);
}

function describeCause({ problem, others }: Cause): string {
  const alike = others.map((what) => `\n    ${what}`).join("");
  const also = alike === "" ? "" : `\n  These fail for the same reason:${alike}`;
  return indent(`problem  ${formatProblem(problem)}${also}`);
}

function indent(text: string): string {
  return text.replaceAll("\n", "\n       ");
}

function conclude({ refused }: Flags, checks: readonly Check[], causes: readonly Cause[]): string {
  const failed = checks.filter(({ problem }) => problem !== undefined).length;
  if (failed === 0) {
    return `The house is locked${refused ? "" : ", and the family gets in"}.`;
  }
  const why = failed > causes.length ? `, for ${counted(causes.length, "reason")}` : "";
  return `${failed} of ${counted(checks.length, "check")} failed${why}.`;
}

function readAddress(text: string): { host: string; port: number } {
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535) {
    throw new InvalidArgumentError("It must be host:port, for example 127.0.0.1:8443.");
  }
  return { host, port: Number(port) };
}
