import type { CloudflareApi } from "../zone/api.ts";
import { readTunnels } from "../zone/read-objects.ts";
import { connect, need, run } from "./program.ts";
import { continueRecord, readRecord, recordZone, type WantedSettings } from "./record-zone.ts";
import { restoreZone } from "./restore-zone.ts";
import { findStandingHostnames } from "./standing-hostnames.ts";

/**
 * `restore-point.ts record`: prints what the zone's settings are, before the stack changes them. Pulumi runs it again
 * whenever the configuration's part in it changes, with the record of before in PULUMI_COMMAND_STDOUT.
 * `restore-point.ts restore`: puts that record back and takes what is ours out of the lists we share with others; but
 * not while a hostname can be reached, as where only the restore point is replaced: the house would stand open.
 */
void run(process.argv[2] === "restore" ? "restoring the zone" : "recording the zone", async () => {
  const api = connect(process.env);
  const zone = need(process.env, "ZONE_ID");
  switch (process.argv[2]) {
    case "record":
      await record(api, zone);
      return;
    case "restore":
      await restore(api, zone);
      return;
    default:
      throw new Error("usage: restore-point.ts record|restore");
  }
});

async function record(api: CloudflareApi, zone: string): Promise<void> {
  const wanted = {
    settings: JSON.parse(need(process.env, "SETTINGS")) as WantedSettings,
    hostnames: JSON.parse(need(process.env, "HOSTNAMES")) as string[],
  };
  const before = process.env["PULUMI_COMMAND_STDOUT"] ?? "";
  const recorded =
    before === ""
      ? await recordZone(api, zone, wanted)
      : await continueRecord(api, zone, { record: readRecord(before), wanted });
  process.stdout.write(JSON.stringify(recorded));
}

async function restore(api: CloudflareApi, zone: string): Promise<void> {
  const hostnames = JSON.parse(need(process.env, "HOSTNAMES")) as string[];
  const standing = await findStandingHostnames(api, { zone, hostnames });
  if (standing.length > 0) {
    process.stderr.write(`${explainStanding(standing)}${await describeRenamedTunnel(api)}\n`);
    return;
  }
  await restoreZone(api, {
    zone,
    record: readRecord(need(process.env, "PULUMI_COMMAND_STDOUT")),
    hostnames,
    refPrefix: need(process.env, "REF_PREFIX"),
    keepSettings: need(process.env, "ON_DESTROY") === "keep",
  });
}

/** What the owner should know where the tunnel of the state bears another name at Cloudflare. */
async function describeRenamedTunnel(api: CloudflareApi): Promise<string> {
  const { ACCOUNT_ID: account, TUNNEL_NAME: name } = process.env;
  if (account === undefined || name === undefined) {
    return "";
  }
  const tunnels = await readTunnels(api, { accountId: account }, { name });
  return tunnels.length > 0 ? "" : `\nNo tunnel is named ${name}: it was deleted or renamed.`;
}

function explainStanding(hostnames: readonly string[]): string {
  return (
    `rules, associations and settings stay as they are: ${hostnames.join(", ")} can still be reached, and would be open.\n` +
    "In the dashboard: delete the DNS record first, then the rules (Security · WAF · Custom rules)."
  );
}
