import * as pulumi from "@pulumi/pulumi";
import { readsProfiles } from "../model/apple-profile";
import { type HeldDevice, type Home, doors, tunnelName } from "../model/home";
import { describeAccess } from "../model/access";
import { managedSettings } from "../model/zone-settings";
import { refPrefix } from "../model/own-rules";
import { type Survey, surveyZone } from "../survey/survey";
import { Device } from "./device";
import { Gate } from "./gate";
import { PublicHostname } from "./public-hostname";
import { RestorePoint } from "./restore-point";
import { Tunnel } from "./tunnel";
import { ZoneSettings } from "./zone-settings";

/**
 * A locked house: everything that one home has in Cloudflare, in the order in which it may exist.
 * A hostname can be reached last and goes first; the restore point is there before everything and goes last.
 */
export interface SecureHomeArgs {
  readonly home: Home;
  /** Cloudflare's API token, for the commands that run on destroy. A secret. */
  readonly apiToken: pulumi.Input<string>;
  /** Certificate requests (PEM) by device, for devices that keep their key. */
  readonly requests: Readonly<Record<string, string>>;
}

/** A device in one generation, and what was made for it. */
export interface HeldCertificate {
  readonly held: HeldDevice;
  readonly device: Device;
}

export class SecureHome extends pulumi.ComponentResource {
  readonly tunnel: Tunnel;
  readonly zoneSettings: ZoneSettings;
  readonly devices: readonly HeldCertificate[];
  readonly gate: Gate;
  readonly publicHostnames: readonly PublicHostname[];

  constructor(name: string, args: SecureHomeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ha-mtls:index:SecureHome", name, {}, opts);
    const { home } = args;
    const survey = pulumi.output(surveyZone(args, { parent: this }));
    const place = { ...args, zoneId: survey.zoneId, accountId: survey.accountId };

    const restorePoint = new RestorePoint("restore-point", restorePointArgs(place), { parent: this });
    // Nothing is made before what was there is recorded, and nothing at all when the survey refuses the run.
    const recorded = { parent: this, dependsOn: restorePoint.recorded };

    this.tunnel = new Tunnel("tunnel", { ...place, ...home, name: tunnelName(home.stack) }, recorded);
    this.zoneSettings = new ZoneSettings("zone-settings", zoneSettingsArgs(place), recorded);
    this.devices = home.held.map((held) => ({
      held,
      device: new Device(held.logicalName, deviceArgs(place, held), recorded),
    }));
    // A hostname that is renamed or removed has lost its ingress when its rule lets go of it.
    this.gate = new Gate("gate", gateArgs(place, survey, this.devices), {
      parent: this,
      dependsOn: [restorePoint.recorded, this.tunnel.ingress],
    });
    // The moment its record exists strangers can knock at a hostname: by then the gate is closed and TLS is strict.
    const guarded = this.gate.closed.apply((rules) => [rules, this.gate, this.zoneSettings, this.tunnel]);
    this.publicHostnames = home.services.map(
      ({ hostname }) =>
        new PublicHostname(
          hostname,
          { zoneId: survey.zoneId, hostname, tunnelId: this.tunnel.id, comment: `ha-mtls ${home.stack}` },
          { parent: this, dependsOn: guarded },
        ),
    );
    this.registerOutputs({});
  }
}

interface Place extends SecureHomeArgs {
  readonly zoneId: pulumi.Output<string>;
}

function restorePointArgs({ home, zoneId, apiToken }: Place) {
  return {
    zoneId,
    apiToken,
    hostnames: home.services.map(({ hostname }) => hostname),
    refPrefix: refPrefix(home.stack),
    settings: Object.fromEntries(
      managedSettings(home.configuration.zoneSettings).map(({ id, value }) => [id, value]),
    ),
    onDestroy: home.configuration.zoneSettings.onDestroy,
  };
}

function zoneSettingsArgs({ home, zoneId }: Place) {
  return { zoneId, settings: managedSettings(home.configuration.zoneSettings) };
}

function deviceArgs({ home, zoneId, requests }: Place, held: HeldDevice) {
  const { organization, country } = home.configuration;
  const csr = held.csr === undefined ? undefined : requests[held.device];
  return {
    held,
    zoneId,
    organization,
    country,
    bundleDirectory: home.bundleDirectory,
    csr,
    profileHostname: readsProfiles(held.platform) ? home.services[0]?.hostname : undefined,
  };
}

function gateArgs(
  { home, zoneId }: Place,
  survey: pulumi.Output<Survey>,
  devices: readonly HeldCertificate[],
) {
  const pins = pulumi.all(
    devices.map(({ held, device }) => device.pin.apply((pin) => ({ device: held.device, pin }))),
  );
  const pinsOf = (all: readonly { device: string; pin: string }[]) => (name: string) =>
    all.filter(({ device }) => device === name).map(({ pin }) => pin);
  return {
    zoneId,
    hostnames: home.services.map(({ hostname }) => hostname),
    access: describeAccess(home),
    doors: pins.apply((all) => doors(home, pinsOf(all))),
    refPrefix: refPrefix(home.stack),
    position: home.configuration.gatePosition,
    neighbours: survey.apply(({ foreignAssociations, customRules }) => ({
      associations: foreignAssociations,
      rules: customRules.foreign,
      entryPoint: customRules.entryPoint,
      importId: customRules.importId,
    })),
  };
}
