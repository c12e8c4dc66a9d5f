import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { childOptions } from "./child-options.ts";
import { made } from "./made.ts";
import type { Place } from "./place.ts";
import { managedSettings } from "../domain/configuration/zone-settings.ts";

/**
 * The TLS settings of the zone that the stack manages. Cloudflare can't delete a setting: the restore point restores its
 * previous value when the stack is destroyed.
 */
export class ZoneSettings extends pulumi.ComponentResource {
  /** All settings, once each has its value. */
  readonly set: pulumi.Output<cloudflare.ZoneSetting[]>;

  constructor(name: string, args: Pick<Place, "home" | "zoneId">, opts?: pulumi.ComponentResourceOptions) {
    super("ha-mtls:index:ZoneSettings", name, {}, opts);
    const child = childOptions(this, opts);
    this.set = pulumi.all<cloudflare.ZoneSetting>(
      managedSettings(args.home.configuration.zoneSettings).map(({ id, value }) => {
        const setting = `${name}-${id}`;
        const inputs = { zoneId: args.zoneId, settingId: id, value };
        return made(setting, new cloudflare.ZoneSetting(setting, inputs, child));
      }),
    );
    this.registerOutputs({});
  }
}
