import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { appleProfile } from "../domain/guides/apple-profile.ts";
import type { HeldDevice } from "../domain/configuration/home.ts";
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
  readonly held: HeldDevice;
  readonly organization: string;
  readonly profileHostname: string | undefined;
  /** Key and certificate (PEM). A secret. */
  readonly identity: pulumi.Output<string>;
  readonly password: pulumi.Output<string>;
  readonly path: string;
  /** Hostname of the home, which distinguishes its files from those of another home in the same folder. */
  readonly owner: string;
}

const deletedFirst = { deleteBeforeReplace: true } as const;

/** Writes the .p12 and, if there is a profile hostname, the .mobileconfig beside it. Returns the .p12 as base64. */
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
        OWNER: args.owner,
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

function profile({
  held,
  organization,
  profileHostname,
  password,
}: BundleArgs): Record<string, pulumi.Input<string>> {
  if (profileHostname === undefined) {
    return {};
  }
  const frame = { device: held.device, hostname: profileHostname, organization };
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
  args: Pick<BundleArgs, "path" | "owner"> & { readonly certificate: pulumi.Output<string> },
  options: pulumi.CustomResourceOptions,
): void {
  new command.local.Command(
    name,
    {
      create: shellCommand("write-certificate"),
      delete: shellCommand("remove-files"),
      stdin: args.certificate,
      environment: { FILE: args.path, OWNER: args.owner },
      logging: "stderr",
    },
    { ...options, ...deletedFirst },
  );
}
