import { connect, need, run } from "./api";
import { continueRecord, readRecord, recordZone, type WantedSettings } from "./record-zone";
import { restoreZone } from "./restore-zone";

/**
 * `restore-point.ts record`: prints what the zone's settings are, before the stack changes them. Pulumi runs it again
 * whenever the configuration's part in it changes, with the record of before in PULUMI_COMMAND_STDOUT.
 * `restore-point.ts restore`: puts that record back and takes what is ours out of the lists we share with others.
 */
void run(async () => {
  const api = connect(process.env);
  const zone = need(process.env, "ZONE_ID");
  switch (process.argv[2]) {
    case "record": {
      const wanted = JSON.parse(need(process.env, "SETTINGS")) as WantedSettings;
      const before = process.env["PULUMI_COMMAND_STDOUT"] ?? "";
      const record =
        before === ""
          ? await recordZone(api, zone, wanted)
          : await continueRecord(api, zone, { record: readRecord(before), wanted });
      process.stdout.write(JSON.stringify(record));
      return;
    }
    case "restore":
      await restoreZone(api, {
        zone,
        record: readRecord(need(process.env, "PULUMI_COMMAND_STDOUT")),
        hostnames: JSON.parse(need(process.env, "HOSTNAMES")) as string[],
        refPrefix: need(process.env, "REF_PREFIX"),
        keepSettings: need(process.env, "ON_DESTROY") === "keep",
      });
      return;
    default:
      throw new Error("usage: restore-point.ts record|restore");
  }
});
