import type Cloudflare from "cloudflare";

export interface StandingArgs {
  readonly zone: string;
  readonly hostnames: readonly string[];
}

const types: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME"]);

/**
 * Hostnames that can still be reached, whoever made their record and wherever it leads: any address record of the
 * name counts, and a wildcard that covers it where it leads into a tunnel.
 */
export async function findStandingHostnames(
  api: Cloudflare,
  { zone, hostnames }: StandingArgs,
): Promise<string[]> {
  const standing: string[] = [];
  for (const hostname of hostnames) {
    const records = await Promise.all([
      readRecords(api, zone, hostname),
      ...wildcardsOf(hostname).map(async (name) => {
        const found = await readRecords(api, zone, name);
        return found.filter((content) => content.endsWith(".cfargotunnel.com"));
      }),
    ]);
    if (records.flat().length > 0) standing.push(hostname);
  }
  return standing;
}

/** Contents of the address records of a name. */
async function readRecords(api: Cloudflare, zone: string, exact: string): Promise<string[]> {
  const contents: string[] = [];
  for await (const { type, content } of api.dns.records.list({ zone_id: zone, name: { exact } })) {
    if (types.has(type)) contents.push(String(content));
  }
  return contents;
}

/** `ha.home.example.com` → `*.home.example.com`, `*.example.com` */
function wildcardsOf(hostname: string): string[] {
  const labels = hostname.split(".");
  return labels.slice(1, -1).map((_label, index) => `*.${labels.slice(index + 1).join(".")}`);
}
