import { connect, need, run } from "./api";
import { recordZone } from "./record-zone";
import { restoreZone } from "./restore-zone";

/**
 * `restore-point.ts record`: prints what the zone's settings are, before the stack changes them.
 * `restore-point.ts restore`: puts that record back and takes what is ours out of the lists we share with others.
 */
void run(async () => {
  const api = connect(process.env);
  const zone = need(process.env, "ZONE_ID");
  switch (process.argv[2]) {
    case "record": {
      // Run again, it must not take our own values for the ones of before.
      const before = process.env["PULUMI_COMMAND_STDOUT"] ?? "";
      process.stdout.write(before === "" ? JSON.stringify(await recordZone(api, zone)) : before);
      return;
    }
    case "restore":
      await restoreZone(api, {
        zone,
        record: need(process.env, "PULUMI_COMMAND_STDOUT"),
        hostnames: JSON.parse(need(process.env, "HOSTNAMES")) as string[],
        refPrefix: need(process.env, "REF_PREFIX"),
        settings: JSON.parse(need(process.env, "SETTINGS")) as Record<string, string>,
        keepSettings: need(process.env, "ON_DESTROY") === "keep",
      });
      return;
    default:
      throw new Error("usage: restore-point.ts record|restore");
  }
});
