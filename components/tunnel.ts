import * as cloudflare from "@pulumi/cloudflare";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Service } from "../domain/configuration/home.ts";
import type { Credentials } from "../preflight/plan-home.ts";
import { childOptions } from "./child-options.ts";
import { made } from "./made.ts";
import { nodeCommand } from "./own-commands.ts";

/**
 * The way home: the tunnel's secret, the tunnel, its ingress and the token that cloudflared runs with.
 * It does not make the DNS record: a tunnel without one can't be reached.
 */
export interface TunnelArgs {
  readonly accountId: pulumi.Input<string>;
  /** Unique among the live tunnels of the account. */
  readonly name: string;
  readonly services: readonly Service[];
  /** The variable with the API token for the command; a secret. */
  readonly credentials: Credentials;
}

export class Tunnel extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  /** What cloudflared is started with. A secret. */
  readonly token: pulumi.Output<string>;
  /** While it holds a hostname, requests for it reach the origin. */
  readonly ingress: pulumi.Output<cloudflare.ZeroTrustTunnelCloudflaredConfig>;

  constructor(name: string, args: TunnelArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ha-mtls:index:Tunnel", name, {}, opts);
    const child = childOptions(this, opts);
    const secret = makeSecret(name, child);
    const tunnel = new cloudflare.ZeroTrustTunnelCloudflared(
      name,
      // A tunnel with a local configuration ignores the ingress below.
      { accountId: args.accountId, name: args.name, configSrc: "cloudflare", tunnelSecret: secret },
      // An adopted tunnel keeps its secret, so that the connector that runs at home stays connected.
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
        config: { ingresses: [...args.services.map(ingressRule), { service: "http_status:404" }] },
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
 * Looks the token up once both ids are there. Not by the look-up's own form for outputs: where a survey has refused the
 * run, Pulumi's runtime would say so a second time, with a stack trace, because that form can't be given its arguments.
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

/**
 * 32 random bytes as base64. Not by RandomBytes, whose resource id is the bytes themselves: ids are in clear in the state.
 */
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

/** No catch-all to an origin: cloudflared compares the Host exactly, and whatever is not listed gets a 404. */
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
