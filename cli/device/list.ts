import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { expiryCalendar } from "../../domain/guides/calendar.ts";
import { describeDevices, type DeviceRow, rowProblem } from "../../domain/certificates/device-status.ts";
import { formatProblem } from "../../domain/errors.ts";
import type { Home } from "../../domain/configuration/home.ts";
import { identifyZone } from "../../zone/identify.ts";
import { readCertificates } from "../../zone/read-objects.ts";
import { Failure } from "../../domain/failure.ts";
import { print, say } from "../run.ts";
import { openApi } from "../open-stack.ts";
import { readHome, readOutputs, selectStack, type StackOutputs } from "../stack.ts";
import { deviceTable } from "./device-table.ts";

export interface ListOptions {
  readonly stack?: string;
  readonly json?: true;
  readonly ics?: true;
}

/**
 * Lists every certificate of the stack. Exit code 1: one expires within 30 days, or was revoked outside Pulumi; 2: there is
 * a token, but Cloudflare could not be asked.
 * @throws Failure
 */
export async function listCertificates(options: ListOptions): Promise<void> {
  const stack = await selectStack(options.stack);
  const outputs = await readOutputs(stack);
  if (options.ics === true) {
    process.stdout.write(calendarOf(stack, outputs));
    return;
  }
  const home = await readHome(stack);
  const statuses = await readStatuses(stack, home);
  const rows = describeDevices({
    deployed: outputs.devices,
    home,
    certificates: statuses instanceof Failure ? undefined : statuses,
    now: new Date(),
    fileExists: existsSync,
  });
  print(options.json === true ? rows : deviceTable(rows));
  if (statuses instanceof Failure) {
    throw statuses;
  }
  process.exitCode = adviseOn(rows) ? 1 : 0;
}

/** Cloudflare's statuses by certificate id; undefined without a token, and the failure when Cloudflare can't be asked. */
async function readStatuses(
  stack: string,
  home: Home,
): Promise<ReadonlyMap<string, string> | Failure | undefined> {
  try {
    const api = await openApi(stack);
    const zone = await identifyZone(api, home.configuration);
    const certificates = await readCertificates(api, zone, "all");
    return new Map(certificates.map(({ id, status }) => [id, status]));
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    return error.problems.some(({ code }) => code === "no-token") ? undefined : error;
  }
}

/** Says what to do about each row that needs attention. @returns whether there was one */
function adviseOn(rows: readonly DeviceRow[]): boolean {
  const problems = rows.flatMap((row) => rowProblem(row) ?? []);
  problems.forEach((problem) => {
    say(formatProblem(problem));
  });
  return problems.length > 0;
}

/** One event for each device, for its newest certificate. */
function calendarOf(stack: string, outputs: StackOutputs): string {
  const all = Object.values(outputs.devices);
  const newest = all.filter(
    ({ device, generation }) =>
      !all.some((other) => other.device === device && other.generation > generation),
  );
  const hostname = new URL(outputs.url).hostname;
  const expiries = newest.map(({ device, generation, expiresOn, certificate }) => ({
    device,
    generation,
    hostname,
    expiresOn,
    issuedOn: new Date(new X509Certificate(certificate).validFrom).toISOString(),
  }));
  return expiryCalendar(`Certificates of ${hostname} (${stack})`, expiries);
}
