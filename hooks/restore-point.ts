import type { CloudflareApi } from "../zone/api.ts";
import { readRecords, readTunnels } from "../zone/read-objects.ts";
import type { ZoneRef } from "../zone/zone.ts";
import { connect, need, runHook } from "./program.ts";
import { type DesiredSettings, readZoneRecord, recordZone, updateRecord } from "./record-zone.ts";
import { restoreZone } from "./restore-zone.ts";

/**
 * `restore-point.ts record` prints the zone's settings before the stack changes them. Pulumi runs it again whenever its
 * inputs change, with the previous record in PULUMI_COMMAND_STDOUT.
 * `restore-point.ts restore` restores the record and removes what is ours from the zone's shared lists. It does nothing
 * while a hostname can be reached, for example if only the restore point is replaced: the house would be open.
 */
void runHook(process.argv[2] === "restore" ? "restoring the zone" : "recording the zone", async () => {
  const api = connect(process.env);
  const zone = { zoneId: need(process.env, "ZONE_ID") };
  switch (process.argv[2]) {
    case "record":
      return record(api, zone);
    case "restore":
      return restore(api, zone);
    default:
      throw new Error("usage: restore-point.ts record|restore");
  }
});

async function record(api: CloudflareApi, zone: ZoneRef): Promise<void> {
  const settings = JSON.parse(need(process.env, "SETTINGS")) as DesiredSettings;
  const desired = { settings, hostnames: readHostnames() };
  const previous = process.env["PULUMI_COMMAND_STDOUT"] ?? "";
  const recorded =
    previous === ""
      ? await recordZone(api, zone, desired)
      : await updateRecord(api, zone, { record: readZoneRecord(previous), desired });
  process.stdout.write(JSON.stringify(recorded));
}

async function restore(api: CloudflareApi, zone: ZoneRef): Promise<void> {
  const hostnames = readHostnames();
  const reachable = await findReachable(api, zone, hostnames);
  if (reachable.length > 0) {
    process.stderr.write(
      `rules, associations and settings stay as they are: ${reachable.join(", ")} can still be reached, and would be open without them.\n` +
        "In the dashboard, delete the DNS record first, then the rules (Security → WAF → Custom rules).\n" +
        (await describeMissingTunnel(api)),
    );
    return;
  }
  await restoreZone(api, {
    ...zone,
    record: readZoneRecord(need(process.env, "PULUMI_COMMAND_STDOUT")),
    hostnames,
    refPrefix: need(process.env, "REF_PREFIX"),
    keepSettings: need(process.env, "ON_DESTROY") === "keep",
  });
}

function readHostnames(): string[] {
  return JSON.parse(need(process.env, "HOSTNAMES")) as string[];
}

/**
 * Returns the hostnames that can still be reached, whoever made their records: those with an address record of any
 * target, and those covered by a wildcard record that points to a tunnel.
 */
async function findReachable(
  api: CloudflareApi,
  zone: ZoneRef,
  hostnames: readonly string[],
): Promise<string[]> {
  const reachable: string[] = [];
  for (const hostname of hostnames) {
    const [own, ...wildcards] = await Promise.all(
      [hostname, ...wildcardsOf(hostname)].map((name) => readRecords(api, zone, name)),
    );
    const toTunnel = wildcards.flat().filter(({ content }) => content.endsWith(".cfargotunnel.com"));
    if ((own ?? []).length + toTunnel.length > 0) reachable.push(hostname);
  }
  return reachable;
}

/** `ha.home.example.com` → `*.home.example.com`, `*.example.com` */
function wildcardsOf(hostname: string): string[] {
  const labels = hostname.split(".");
  return labels.slice(1, -1).map((_label, index) => `*.${labels.slice(index + 1).join(".")}`);
}

async function describeMissingTunnel(api: CloudflareApi): Promise<string> {
  const { ACCOUNT_ID: accountId, TUNNEL_NAME: name } = process.env;
  if (accountId === undefined || name === undefined) {
    return "";
  }
  const tunnels = await readTunnels(api, { accountId }, { name });
  return tunnels.length > 0 ? "" : `No tunnel is named ${name}: it was deleted or renamed.\n`;
}
