import * as pulumi from "@pulumi/pulumi";
import { doors, type Home } from "../domain/configuration/home.ts";
import type { HomeSettings } from "../domain/configuration/home-settings.ts";
import type { Door } from "../domain/rules/gate-rule.ts";
import { surveyHomeAssistant } from "../preflight/home-assistant.ts";
import { type HomePlan, planHome } from "../preflight/plan-home.ts";
import { refuseSecondHome } from "../preflight/second-home.ts";
import { surveyZone } from "../preflight/survey.ts";
import { connectApi } from "../zone/api.ts";
import { childOptions } from "./child-options.ts";
import { describeOutputs } from "./describe-outputs.ts";
import { Device } from "./device.ts";
import { Gate } from "./gate.ts";
import { HomeAssistant } from "./home-assistant.ts";
import type { DeviceOutput, HomeAssistantOutput } from "./outputs.ts";
import { PublicHostname } from "./public-hostname.ts";
import { RestorePoint } from "./restore-point.ts";
import { Tunnel } from "./tunnel.ts";
import { ZoneSettings } from "./zone-settings.ts";

/** The settings of the stack file, checked in the same way, and two tokens that should be in no file. */
export interface SecureHomeArgs extends HomeSettings {
  /** Cloudflare API token; by default cloudflare:apiToken of the stack, or else CLOUDFLARE_API_TOKEN. */
  apiToken?: pulumi.Input<string>;
  /** Long-lived access token of a Home Assistant administrator, for homeAssistant; by default HOME_ASSISTANT_TOKEN. */
  homeAssistantToken?: pulumi.Input<string>;
}

/**
 * Everything that one home has at Cloudflare, in the order in which it may exist. A hostname becomes reachable last and
 * is removed first; the restore point is made before everything else and removed last.
 */
export class SecureHome extends pulumi.ComponentResource {
  /** Address of the first service. */
  readonly url: pulumi.Output<string>;
  /** Cloudflare's id of the tunnel. */
  readonly tunnelId: pulumi.Output<string>;
  /** The token with which cloudflared runs. A secret. */
  readonly tunnelToken: pulumi.Output<string>;
  /** The devices with their certificates, by name. */
  readonly devices: pulumi.Output<Record<string, DeviceOutput>>;
  /** The bundles' passwords, by device name. A secret. */
  readonly bundlePasswords: pulumi.Output<Record<string, string>>;
  /** The .p12 files as base64, by device name. A secret. */
  readonly bundles: pulumi.Output<Record<string, string>>;
  /** The configuration that Home Assistant and cloudflared need. */
  readonly homeAssistant: pulumi.Output<HomeAssistantOutput>;

  constructor(name: string, args: SecureHomeArgs, opts?: pulumi.ComponentResourceOptions) {
    const { apiToken, homeAssistantToken, ...settings } = args;
    refuseSecondHome(name);
    const plan = planHome({ ...settings }, { apiToken, homeAssistantToken });
    super("ha-mtls:index:SecureHome", name, {}, opts);
    const { home } = plan;
    const survey = plan.apiToken.apply((token) => surveyZone(connectApi({ token }), plan));
    const place = { ...plan, zoneId: survey.zoneId, accountId: survey.accountId };

    const restorePoint = new RestorePoint("restore-point", place, childOptions(this, opts));
    // Nothing is made before the zone is recorded, and nothing at all if the survey refuses the run.
    const recorded = { parent: this, dependsOn: restorePoint.recorded };

    const tunnel = new Tunnel("tunnel", place, recorded);
    const zoneSettings = new ZoneSettings("zone-settings", place, recorded);
    const devices = home.held.map((held) => {
      const csr = held.csr === undefined ? undefined : plan.requests[held.device];
      return new Device(held.logicalName, { ...place, held, csr }, recorded);
    });
    const gateArgs = { ...place, doors: doorsFor(home, devices), seen: survey.seen };
    // A renamed or removed hostname loses its ingress before its rule.
    const earlier = pulumi.all([restorePoint.recorded, tunnel.ingress]) as pulumi.Output<pulumi.Resource[]>;
    const gate = new Gate("gate", gateArgs, { parent: this, dependsOn: earlier });
    // As soon as its record exists, strangers can reach a hostname: by then the gate is closed and TLS is strict.
    const guarded = guards(gate, zoneSettings, tunnel);
    const publicHostnames = home.services.map(
      ({ hostname }) =>
        new PublicHostname(
          hostname,
          { zoneId: survey.zoneId, hostname, tunnelId: tunnel.id, comment: `ha-mtls ${home.stack}` },
          { parent: this, dependsOn: guarded },
        ),
    );
    setUpHomeAssistant(place, tunnel, { parent: this, dependsOn: publicHostnames });
    const outputs = describeOutputs({ home, tunnel, devices, publicHostnames });
    this.url = outputs.url;
    this.tunnelId = outputs.tunnelId;
    this.tunnelToken = outputs.tunnelToken;
    this.devices = outputs.devices;
    this.bundlePasswords = outputs.bundlePasswords;
    this.bundles = outputs.bundles;
    this.homeAssistant = outputs.homeAssistant;
    this.registerOutputs({});
  }
}

/** Returns what a hostname waits for, once all of it is active. */
function guards(gate: Gate, zoneSettings: ZoneSettings, tunnel: Tunnel): pulumi.Output<pulumi.Resource[]> {
  return pulumi.all([gate.closed, zoneSettings.set]).apply(([rules]) => [rules, gate, zoneSettings, tunnel]);
}

/** Sets up Home Assistant if the owner has configured it. */
function setUpHomeAssistant(
  { accountId, credentials, homeAssistant }: Place,
  tunnel: Tunnel,
  options: pulumi.ComponentResourceOptions,
): void {
  if (homeAssistant === undefined) {
    return;
  }
  const { choices, accessToken, token } = homeAssistant;
  const seen = token.apply((clear) => surveyHomeAssistant(choices, clear));
  const args = { choices, accountId, seen, credentials, accessToken };
  new HomeAssistant("home-assistant", { ...args, tunnelId: tunnel.id, tunnelToken: tunnel.token }, options);
}

interface Place extends HomePlan {
  readonly zoneId: pulumi.Output<string>;
  readonly accountId: pulumi.Output<string>;
}

/** Returns the home's doors, each with the pins of its devices in all generations held. */
function doorsFor(home: Home, devices: readonly Device[]): pulumi.Output<Door[]> {
  return pulumi.all(devices.map(({ pin }) => pin)).apply((pins) => {
    const pinsOf = (name: string): string[] =>
      pins.filter((_pin, index) => devices[index]?.held.device === name);
    return doors(home, pinsOf);
  });
}
