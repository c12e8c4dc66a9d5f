import { join } from "node:path";
import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { childOptions, withIgnored } from "./child-options.ts";
import { makeBundle, writeCertificate } from "./device-files.ts";
import { made } from "./made.ts";
import type { Place } from "./place.ts";
import { certificateInputs } from "../domain/certificates/certificate-inputs.ts";
import { deviceFile, deviceFileCommand } from "../domain/certificates/device-files.ts";
import { asPin } from "../domain/certificates/pin.ts";
import type { HeldDevice } from "../domain/configuration/home.ts";

export interface DeviceArgs extends Pick<Place, "home" | "zoneId"> {
  readonly held: HeldDevice;
  /** Certificate requests (PEM) by device. A device that keeps its key gets a certificate file instead of a bundle. */
  readonly requests: Readonly<Record<string, string>>;
}

/**
 * One device in one generation: private key → CSR → client certificate → password → bundle.
 * All names derive from the device's own, so that no other entry of the list affects it.
 */
export class Device extends pulumi.ComponentResource {
  readonly held: HeldDevice;
  /** SHA-256 of the certificate, 64 lower-case hexadecimal digits. */
  readonly pin: pulumi.Output<string>;
  readonly expiresOn: pulumi.Output<string>;
  /** PEM. */
  readonly certificate: pulumi.Output<string>;
  readonly certificateId: pulumi.Output<string>;
  /** Path of the .p12; undefined for a device that keeps its key. */
  readonly bundlePath: string | undefined;
  /** Path of the certificate (PEM); undefined unless the device keeps its key. */
  readonly certificateFile: string | undefined;
  /** Base64 of the .p12. A secret. */
  readonly bundle: pulumi.Output<string> | undefined;
  /** Password of the bundle. A secret. */
  readonly password: pulumi.Output<string> | undefined;

  constructor(name: string, args: DeviceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ha-mtls:index:Device", name, {}, opts);
    this.held = args.held;
    const options = { ...childOptions(this, opts), ...keptUnchanged(args.held) };
    const csr = args.held.csr === undefined ? undefined : args.requests[args.held.device];
    const key = csr === undefined ? makeKey(name, args, options) : undefined;
    const certificate = new cloudflare.ClientCertificate(
      `${name}-certificate`,
      { zoneId: args.zoneId, csr: key?.request ?? csr ?? "", validityDays: args.held.validityDays },
      options,
    );
    const issued = made(`${name}-certificate`, certificate);
    this.pin = issued.apply(({ fingerprintSha256 }) => fingerprintSha256).apply(asPin);
    this.expiresOn = certificate.expiresOn;
    this.certificate = issued.apply((one) => one.certificate);
    this.certificateId = certificate.id;
    const file = { logicalName: name, csr: args.held.csr };
    const path = join(args.home.bundleDirectory, deviceFile(file));
    const writer = deviceFileCommand(file);
    if (key === undefined) {
      this.certificateFile = path;
      writeCertificate(writer, { home: args.home, path, certificate: this.certificate }, options);
    } else {
      this.bundlePath = path;
      this.password = makePassword(name, options);
      const identity = pulumi.secret(pulumi.concat(key.privateKey, certificate.certificate));
      const contents = { identity, password: this.password, path };
      this.bundle = makeBundle(writer, { ...args, ...contents }, options);
    }
    this.registerOutputs({ pin: this.pin, certificateId: this.certificateId });
  }
}

/** A generation that is only kept must not change, whatever the configuration of its successor. */
function keptUnchanged(held: HeldDevice): pulumi.CustomResourceOptions {
  const inputs = ["algorithm", "rsaBits", "ecdsaCurve", "privateKeyPem", "subject", "csr", "validityDays"];
  return held.previous ? { ignoreChanges: inputs } : {};
}

/** Letters that a phone's keyboard types without switching, without the look-alikes i, l and o. */
const passwordLetters = "abcdefghjkmnpqrstuvwxyz";

function makePassword(name: string, options: pulumi.CustomResourceOptions): pulumi.Output<string> {
  // 24 letters from an alphabet of 23 are 108 bits: the 3DES that old phones need is only as strong as its password.
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
  const inputs = certificateInputs(args.held, args.home.configuration);
  const key = new tls.PrivateKey(`${name}-key`, inputs.key, options);
  const request = new tls.CertRequest(
    `${name}-request`,
    { privateKeyPem: key.privateKeyPem, subject: inputs.subject },
    // The name derives from device and generation. Older certificates, whose name lacks the generation, keep theirs.
    withIgnored(options, "subject.commonName"),
  );
  return { privateKey: key.privateKeyPemPkcs8, request: request.certRequestPem };
}
