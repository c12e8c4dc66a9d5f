import type { Home } from "../../domain/configuration/home.ts";
import { formatProblems } from "../../domain/errors.ts";
import { Failure } from "../../domain/failure.ts";
import { identifyZone } from "../../zone/identify.ts";
import { readConnectorVersions } from "../../zone/read-objects.ts";
import { openApi } from "../open-stack.ts";
import type { Check } from "./check.ts";

/** The oldest version of cloudflared that should be in use. https://github.com/cloudflare/cloudflared/blob/master/RELEASE_NOTES */
const oldest = "2026.10.2";

/** The tunnel of a deployed stack. */
export interface DeployedTunnel {
  readonly stack: string;
  readonly home: Home;
  readonly tunnelId: string;
}

/**
 * Notes outdated versions among the connectors that run the tunnel now. Unlike everything else in verify-live, this needs
 * the API token; without one there are no notes.
 */
export async function checkConnectors(tunnel: DeployedTunnel): Promise<Check[]> {
  try {
    const versions = await readVersions(tunnel);
    return [...new Set(versions)].filter((version) => isOlder(version, oldest)).map(oldConnector);
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    const hasToken = error.problems.every(({ code }) => code !== "no-token");
    const what = "the connector's version could not be looked up";
    return hasToken ? [{ what, problem: undefined, note: formatProblems(error.problems) }] : [];
  }
}

async function readVersions({ stack, home, tunnelId }: DeployedTunnel): Promise<string[]> {
  const api = await openApi(stack);
  const { accountId } = await identifyZone(api, home.configuration);
  return await readConnectorVersions(api, { id: tunnelId, accountId });
}

function oldConnector(version: string): Check {
  return {
    what: `the connector runs cloudflared ${version}, which is older than ${oldest}`,
    problem: undefined,
    note: "Update it: older versions can lose headers or change paths; 2026.8.0, for example, drops a trailing slash.",
  };
}

/** Compares versions such as 2026.10.2 by their numbers; text that is not a version is not older. */
export function isOlder(version: string, than: string): boolean {
  if (!/^\d+\.\d+\.\d+/.test(version)) {
    return false;
  }
  const [numbers, others] = [version, than].map((text) => text.split(".").map((part) => parseInt(part, 10)));
  const first = (numbers ?? []).findIndex((number, index) => number !== others?.[index]);
  return first !== -1 && (numbers?.[first] ?? 0) < (others?.[first] ?? 0);
}
