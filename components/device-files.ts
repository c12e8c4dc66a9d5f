import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { appleProfile, readsProfiles } from "../domain/guides/apple-profile.ts";
import type { HeldDevice, Home } from "../domain/configuration/home.ts";
import { withIgnored } from "./child-options.ts";
import { commonName } from "../domain/certificates/generation.ts";
import { made } from "./made.ts";
import { shellCommand } from "./own-commands.ts";

/**
 * The files of a device on this machine, each written by a command. All inputs are in stdin or the environment, and there
 * are no triggers, so that a change rewrites the file in place. If the owner asks for a replacement, the old resource is
 * deleted first: its deletion would otherwise remove the new file.
 */
export interface BundleArgs {
  readonly home: Home;
  readonly held: HeldDevice;
  /** Key and certificate (PEM). A secret. */
  readonly identity: pulumi.Output<string>;
  readonly password: pulumi.Output<string>;
  readonly path: string;
}

const deletedFirst = { deleteBeforeReplace: true } as const;

/** Writes the .p12 and, for platforms that read profiles, the .mobileconfig beside it. Returns the .p12 as base64. */
export function makeBundle(
  name: string,
  args: BundleArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const bundle = new command.local.Command(
    name,
    {
      create: shellCommand("make-bundle"),
      delete: shellCommand("remove-files"),
      stdin: args.identity,
      environment: {
        BUNDLE_ENCRYPTION: args.held.bundleEncryption,
        BUNDLE_PASSWORD: args.password,
        DEVICE: commonName(args.held),
        FILE: args.path,
        OWNER: ownerOf(args.home),
        ...profile(args),
      },
      // Otherwise the bundle would be shown on the terminal and, without additionalSecretOutputs, in clear in the state.
      logging: "none",
    },
    {
      // An existing bundle keeps its name, as its certificate does.
      ...withIgnored(options, "environment.DEVICE"),
      ...deletedFirst,
      additionalSecretOutputs: ["stdout", "stderr"],
    },
  );
  return pulumi.secret(
    made(name, bundle)
      .apply(({ stdout }) => stdout)
      .apply((stdout) => stdout.split("\n")[1] ?? ""),
  );
}

/** Returns the first hostname, which distinguishes a home's files from those of another home in the same folder. */
function ownerOf({ services }: Home): string {
  return services[0]?.hostname ?? "";
}

function profile({ home, held, password }: BundleArgs): Record<string, pulumi.Input<string>> {
  if (!readsProfiles(held.platform)) {
    return {};
  }
  const { organization } = home.configuration;
  const frame = { device: held.device, hostname: ownerOf(home), organization };
  const { head, tail } = appleProfile({ ...frame, password: undefined });
  if (!held.profilePassword) {
    return { PROFILE_HEAD: head, PROFILE_TAIL: tail };
  }
  const tailWithPassword = password.apply((secret) => appleProfile({ ...frame, password: secret }).tail);
  return { PROFILE_HEAD: head, PROFILE_TAIL: pulumi.secret(tailWithPassword) };
}

/** Writes the certificate of a device that keeps its key. */
export function writeCertificate(
  name: string,
  args: Pick<BundleArgs, "home" | "path"> & { readonly certificate: pulumi.Output<string> },
  options: pulumi.CustomResourceOptions,
): void {
  new command.local.Command(
    name,
    {
      create: shellCommand("write-certificate"),
      delete: shellCommand("remove-files"),
      stdin: args.certificate,
      environment: { FILE: args.path, OWNER: ownerOf(args.home) },
      logging: "stderr",
    },
    { ...options, ...deletedFirst },
  );
}
