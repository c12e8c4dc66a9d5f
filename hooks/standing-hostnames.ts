import type { CloudflareApi } from "../zone/api.ts";
import { readRecords } from "../zone/read-objects.ts";

export interface StandingArgs {
  readonly zone: string;
  readonly hostnames: readonly string[];
}

/**
 * Hostnames that can still be reached, whoever made their record and wherever it leads: any address record of the
 * name counts, and a wildcard that covers it where it leads into a tunnel.
 */
export async function findStandingHostnames(
  api: CloudflareApi,
  { zone: zoneId, hostnames }: StandingArgs,
): Promise<string[]> {
  const standing: string[] = [];
  for (const hostname of hostnames) {
    const records = await Promise.all([
      readRecords(api, { zoneId }, hostname),
      ...wildcardsOf(hostname).map(async (name) => {
        const found = await readRecords(api, { zoneId }, name);
        return found.filter(({ content }) => content.endsWith(".cfargotunnel.com"));
      }),
    ]);
    if (records.flat().length > 0) standing.push(hostname);
  }
  return standing;
}

/** `ha.home.example.com` → `*.home.example.com`, `*.example.com` */
function wildcardsOf(hostname: string): string[] {
  const labels = hostname.split(".");
  return labels.slice(1, -1).map((_label, index) => `*.${labels.slice(index + 1).join(".")}`);
}
