import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as cloudflare from "@pulumi/cloudflare";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { childOptions } from "./child-options";
import { asPin } from "../model/pin";
import type { HeldDevice } from "../model/home";
import type { Profile } from "../model/apple-profile";

/**
 * One device in one generation: private key → CSR → client certificate → password → bundle.
 * All names come from the device's own, so that no other entry of the list can touch it.
 */
export interface DeviceArgs {
  readonly held: HeldDevice;
  readonly zoneId: pulumi.Input<string>;
  readonly organization: string;
  readonly country: string;
  /** Relative to the stack's folder, or absolute. */
  readonly bundleDirectory: string;
  /** The certificate request of a device that keeps its key (PEM); then there is no bundle. */
  readonly csr: string | undefined;
  /** Apple configuration profile to write beside the bundle. */
  readonly profile: Profile | undefined;
}

export class Device extends pulumi.ComponentResource {
  /** SHA-256 of the certificate, 64 lower-case hexadecimal digits. */
  readonly pin: pulumi.Output<string>;
  readonly expiresOn: pulumi.Output<string>;
  /** PEM. */
  readonly certificate: pulumi.Output<string>;
  readonly certificateId: pulumi.Output<string>;
  /** Path of the .p12; undefined for a device that keeps its key. */
  readonly bundlePath: string | undefined;
  /** Base64 of the .p12. A secret. */
  readonly bundle: pulumi.Output<string> | undefined;
  /** Opens the bundle. A secret. */
  readonly password: pulumi.Output<string> | undefined;

  constructor(name: string, args: DeviceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ha-mtls:index:Device", name, {}, opts);
    const options = { ...childOptions(this, opts), ...keptAsItIs(args.held) };
    const key = args.csr === undefined ? makeKey(name, args, options) : undefined;
    const certificate = new cloudflare.ClientCertificate(
      `${name}-certificate`,
      { zoneId: args.zoneId, csr: key?.request ?? args.csr ?? "", validityDays: args.held.validityDays },
      options,
    );
    this.pin = certificate.fingerprintSha256.apply(asPin);
    this.expiresOn = certificate.expiresOn;
    this.certificate = certificate.certificate;
    this.certificateId = certificate.id;
    if (key !== undefined) {
      this.bundlePath = join(args.bundleDirectory, `${name}.p12`);
      this.password = makePassword(name, options);
      const identity = pulumi.secret(pulumi.concat(key.privateKey, certificate.certificate));
      const contents = { identity, password: this.password, path: this.bundlePath };
      this.bundle = makeBundle(name, { ...args, ...contents }, options);
    }
    this.registerOutputs({ pin: this.pin, certificateId: this.certificateId });
  }
}

/** A generation that is only kept must stay as it is, whatever its successor is configured to be. */
function keptAsItIs(held: HeldDevice): pulumi.CustomResourceOptions {
  const inputs = ["algorithm", "rsaBits", "ecdsaCurve", "privateKeyPem", "subject", "csr", "validityDays"];
  return held.previous ? { ignoreChanges: inputs } : {};
}

/** What a phone's keyboard types without switching: lower-case letters without the look-alikes i, l and o. */
const passwordLetters = "abcdefghjkmnpqrstuvwxyz";

function makePassword(name: string, options: pulumi.CustomResourceOptions): pulumi.Output<string> {
  // 24 letters of 23 are 108 bits: the 3DES encryption that old phones need is only as strong as its password.
  const letters = {
    lower: false,
    upper: false,
    numeric: false,
    special: true,
    overrideSpecial: passwordLetters,
  };
  return new random.RandomPassword(`${name}-password`, { length: 24, ...letters }, options).result;
}

function makeKey(
  name: string,
  args: DeviceArgs,
  options: pulumi.CustomResourceOptions,
): { privateKey: pulumi.Output<string>; request: pulumi.Output<string> } {
  const algorithm =
    args.held.keyAlgorithm === "rsa-2048"
      ? { algorithm: "RSA", rsaBits: 2048 }
      : { algorithm: "ECDSA", ecdsaCurve: "P256" };
  const key = new tls.PrivateKey(`${name}-key`, algorithm, options);
  const subject = { commonName: args.held.device, organization: args.organization, country: args.country };
  const request = new tls.CertRequest(
    `${name}-request`,
    { privateKeyPem: key.privateKeyPem, subject },
    options,
  );
  return { privateKey: key.privateKeyPemPkcs8, request: request.certRequestPem };
}

const script = readFileSync(join(__dirname, "..", "commands", "make-bundle.sh"), "utf8");

interface BundleArgs extends DeviceArgs {
  readonly identity: pulumi.Output<string>;
  readonly password: pulumi.Output<string>;
  readonly path: string;
}

/**
 * Every input is in stdin or environment and there are no triggers: a change then re-makes the file in place, while
 * a replacement would delete the new file together with the old resource.
 */
function makeBundle(
  name: string,
  args: BundleArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const profile =
    args.profile === undefined ? {} : { PROFILE_HEAD: args.profile.head, PROFILE_TAIL: args.profile.tail };
  const bundle = new command.local.Command(
    `${name}-bundle`,
    {
      create: script,
      delete: 'rm -f "$BUNDLE" "${BUNDLE%.p12}.mobileconfig"',
      stdin: args.identity,
      environment: {
        BUNDLE: args.path,
        BUNDLE_ENCRYPTION: args.held.bundleEncryption,
        BUNDLE_PASSWORD: args.password,
        DEVICE: args.held.device,
        ...profile,
      },
      // Without both of these the bundle would be on the terminal and in clear in the state.
      logging: "none",
    },
    { ...options, additionalSecretOutputs: ["stdout", "stderr"] },
  );
  return pulumi.secret(bundle.stdout.apply((stdout) => stdout.split("\n")[1] ?? ""));
}
