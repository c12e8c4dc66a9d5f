import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { childOptions } from "./child-options.ts";
import type { Place } from "./place.ts";

interface PublicHostnameArgs extends Pick<Place, "home" | "zoneId"> {
  readonly hostname: string;
  readonly tunnelId: pulumi.Input<string>;
}

/**
 * The proxied DNS record of one hostname. As soon as it exists, the hostname can be reached, so `dependsOn` must list
 * everything that guards it.
 */
export class PublicHostname extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: PublicHostnameArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ha-mtls:index:PublicHostname", name, {}, opts);
    const record = new cloudflare.DnsRecord(
      `${name}-record`,
      {
        zoneId: args.zoneId,
        name: args.hostname,
        type: "CNAME",
        content: pulumi.interpolate`${args.tunnelId}.cfargotunnel.com`,
        // Only a proxied hostname leads through the edge, which requests certificates. Proxied records have ttl 1 (automatic).
        proxied: true,
        ttl: 1,
        comment: `ha-mtls ${args.home.stack}`,
      },
      childOptions(this, opts),
    );
    this.url = pulumi.interpolate`https://${record.name}`;
    this.registerOutputs({ url: this.url });
  }
}
