import * as pulumi from "@pulumi/pulumi";
import type { HeldCertificate, SecureHome } from "../components/secure-home";
import { homeAssistantSetup } from "../model/home-assistant-setup";
import type { Home } from "../model/home";

/** What the stack tells its owner. Secrets are marked as such, once, where they are made. */
export interface StackOutputs {
  readonly url: pulumi.Output<string>;
  readonly tunnelId: pulumi.Output<string>;
  readonly tunnelToken: pulumi.Output<string>;
  readonly devices: pulumi.Output<Record<string, DeviceOutput>>;
  readonly bundlePasswords: pulumi.Output<Record<string, string>>;
  readonly bundles: pulumi.Output<Record<string, string>>;
  readonly homeAssistant: pulumi.Output<object>;
}

/** One device as an output; a generation that is still kept stands under its own name, `anna-phone` beside `anna-phone.2`. */
export interface DeviceOutput {
  readonly pin: string;
  readonly expiresOn: string;
  /** Path of the .p12; null for a device that keeps its key. */
  readonly bundle: string | null;
  /** Path of the certificate (PEM) of a device that keeps its key; else null. */
  readonly certificateFile: string | null;
  /** Whether the owner wants the password inside the .mobileconfig. */
  readonly profilePassword: boolean;
  readonly device: string;
  readonly generation: number;
  readonly platform: string;
  readonly certificateId: string;
  readonly certificate: string;
}

/** Shapes the outputs of a home. */
export function describeOutputs(home: Home, made: SecureHome): StackOutputs {
  return {
    url: pulumi.output(made.publicHostnames[0]?.url ?? ""),
    tunnelId: made.tunnel.id,
    tunnelToken: made.tunnel.token,
    devices: pulumi.all(
      Object.fromEntries(
        made.devices.map(({ held, device }) => [held.logicalName, describe({ held, device })]),
      ),
    ),
    bundlePasswords: collect(made.devices, ({ device }) => device.password),
    bundles: collect(made.devices, ({ device }) => device.bundle),
    homeAssistant: pulumi
      .output(homeAssistantSetup(home.services.map(({ origin }) => origin)))
      .apply((setup) => ({
        configuration: setup.configuration,
        addonOptions: made.tunnel.token.apply(setup.addonOptions),
        dockerCompose: made.tunnel.token.apply(setup.dockerCompose),
      })),
  };
}

function describe({ held, device }: HeldCertificate): pulumi.Output<DeviceOutput> {
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

function collect(
  devices: readonly HeldCertificate[],
  secretOf: (held: HeldCertificate) => pulumi.Output<string> | undefined,
): pulumi.Output<Record<string, string>> {
  const entries = devices.flatMap((held) => {
    const secret = secretOf(held);
    return secret === undefined ? [] : [[held.held.logicalName, secret] as const];
  });
  return pulumi.secret(pulumi.all(Object.fromEntries(entries)));
}
