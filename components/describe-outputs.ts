import * as pulumi from "@pulumi/pulumi";
import { homeAssistantSetup } from "../domain/guides/home-assistant-setup.ts";
import type { Home } from "../domain/configuration/home.ts";
import type { Device } from "./device.ts";
import type { DeviceOutput, HomeAssistantOutput, StackDevice } from "./outputs.ts";
import type { PublicHostname } from "./public-hostname.ts";
import type { Tunnel } from "./tunnel.ts";

/** The parts of a home from which its outputs are derived. */
interface MadeHome {
  readonly home: Home;
  readonly tunnel: Tunnel;
  readonly devices: readonly Device[];
  readonly publicHostnames: readonly PublicHostname[];
}

/** Returns the outputs of a home. */
export function describeOutputs({ home, tunnel, devices, publicHostnames }: MadeHome) {
  return {
    url: pulumi.output(publicHostnames[0]?.url ?? ""),
    tunnelId: tunnel.id,
    tunnelToken: tunnel.token,
    devices: pulumi.all(
      Object.fromEntries(devices.map((one) => [one.held.logicalName, describeDevice(one)])),
    ),
    bundlePasswords: collect(devices, "password"),
    bundles: collect(devices, "bundle"),
    homeAssistant: describeHomeAssistant(home, tunnel),
  };
}

/** Returns a stack's devices as a program sees them: without the keys of files that they do not have. */
export function withoutNulls(devices: Readonly<Record<string, StackDevice>>): Record<string, DeviceOutput> {
  const all = Object.entries(devices).map(([name, { bundle, certificateFile, ...device }]) => [
    name,
    { ...device, ...(bundle !== null && { bundle }), ...(certificateFile !== null && { certificateFile }) },
  ]);
  return Object.fromEntries(all) as Record<string, DeviceOutput>;
}

function describeDevice(device: Device): pulumi.Output<StackDevice> {
  const { held } = device;
  return pulumi
    .all([device.pin, device.expiresOn, device.certificateId, device.certificate])
    .apply(([pin, expiresOn, certificateId, certificate]) => ({
      pin,
      expiresOn,
      bundle: device.bundlePath ?? null,
      certificateFile: device.certificateFile ?? null,
      profilePassword: held.profilePassword,
      device: held.device,
      generation: held.generation,
      platform: held.platform,
      certificateId,
      certificate,
    }));
}

function describeHomeAssistant(home: Home, { token }: Tunnel): pulumi.Output<HomeAssistantOutput> {
  const setup = homeAssistantSetup(home.services.map(({ origin }) => origin));
  // The inner outputs keep the secret to the parts that contain the token.
  return pulumi.output(setup.configuration).apply((configuration) => ({
    configuration,
    addonOptions: token.apply(setup.addonOptions),
    dockerCompose: token.apply(setup.dockerCompose),
  }));
}

function collect(
  devices: readonly Device[],
  key: "password" | "bundle",
): pulumi.Output<Record<string, string>> {
  const entries = devices.flatMap(({ held, [key]: secret }) =>
    secret === undefined ? [] : [[held.logicalName, secret] as const],
  );
  return pulumi.secret(pulumi.all(Object.fromEntries(entries)));
}
