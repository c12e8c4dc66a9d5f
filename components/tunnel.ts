import * as cloudflare from "@pulumi/cloudflare";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type Service, tunnelName } from "../domain/configuration/home.ts";
import { childOptions } from "./child-options.ts";
import { made } from "./made.ts";
import { nodeCommand } from "./own-commands.ts";
import type { Place } from "./place.ts";

type TunnelArgs = Pick<Place, "home" | "accountId" | "credentials">;

/**
 * The tunnel with its secret, its ingress and the token with which cloudflared runs.
 * Does not include the DNS record, without which a tunnel can't be reached.
 */
export class Tunnel extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  /** The token with which cloudflared runs. A secret. */
  readonly token: pulumi.Output<string>;
  /** While it contains a hostname, requests for it reach the origin. */
  readonly ingress: pulumi.Output<cloudflare.ZeroTrustTunnelCloudflaredConfig>;

  constructor(name: string, args: TunnelArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ha-mtls:index:Tunnel", name, {}, opts);
    const child = childOptions(this, opts);
    const secret = makeSecret(name, child);
    const tunnel = new cloudflare.ZeroTrustTunnelCloudflared(
      name,
      // Tunnels with a local configuration ignore the ingress below.
      {
        accountId: args.accountId,
        name: tunnelName(args.home.stack),
        configSrc: "cloudflare",
        tunnelSecret: secret,
      },
      // An adopted tunnel keeps its secret, so that the connector at home stays connected.
      { ...child, ignoreChanges: ["configSrc", "tunnelSecret"] },
    );
    const disconnect = new command.local.Command(
      `${name}-disconnect`,
      {
        create: ":",
        delete: nodeCommand("disconnect"),
        environment: { ACCOUNT_ID: args.accountId, TUNNEL_ID: tunnel.id, ...args.credentials },
        logging: "stderr",
      },
      child,
    );
    const ingress = new cloudflare.ZeroTrustTunnelCloudflaredConfig(
      `${name}-ingress`,
      {
        accountId: args.accountId,
        tunnelId: tunnel.id,
        config: { ingresses: [...args.home.services.map(ingressRule), { service: "http_status:404" }] },
      },
      // Destroyed right before the tunnel, whose deletion Cloudflare refuses while a connector is connected (1022).
      { parent: this, dependsOn: disconnect },
    );
    this.ingress = made(`${name}-ingress`, ingress);
    this.id = tunnel.id;
    this.token = pulumi.secret(readToken(this, args.accountId, tunnel.id));
    this.registerOutputs({ id: this.id });
  }
}

/**
 * Looks up the token once both ids are known. The provider's `…Output` form of the look-up is not used: when the survey
 * refuses the run, Pulumi would report it a second time, with a stack trace, as a failure to get its arguments.
 */
function readToken(
  parent: pulumi.Resource,
  accountId: pulumi.Input<string>,
  tunnelId: pulumi.Output<string>,
): pulumi.Output<string> {
  return pulumi
    .all([accountId, tunnelId])
    .apply(([account, tunnel]) =>
      cloudflare.getZeroTrustTunnelCloudflaredToken({ accountId: account, tunnelId: tunnel }, { parent }),
    )
    .apply(({ token }) => token);
}

/** Makes 32 random bytes as base64. The id of a RandomBytes is the bytes themselves, which the state stores in clear. */
function makeSecret(name: string, options: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const digits = {
    lower: false,
    upper: false,
    numeric: false,
    special: true,
    overrideSpecial: "0123456789abcdef",
  };
  const secret = new random.RandomPassword(`${name}-secret`, { length: 64, ...digits }, options);
  return pulumi.secret(
    made(`${name}-secret`, secret)
      .apply(({ result }) => result)
      .apply((hex) => Buffer.from(hex, "hex").toString("base64")),
  );
}

/** Each hostname is matched exactly; any other gets a 404, since no catch-all rule leads to an origin. */
function ingressRule(service: Service): cloudflare.types.input.ZeroTrustTunnelCloudflaredConfigConfigIngress {
  const originRequest = {
    ...(service.noTlsVerify ? { noTlsVerify: true } : {}),
    ...(service.httpHostHeader === undefined ? {} : { httpHostHeader: service.httpHostHeader }),
  };
  return {
    hostname: service.hostname,
    service: service.origin,
    ...(Object.keys(originRequest).length === 0 ? {} : { originRequest }),
  };
}
