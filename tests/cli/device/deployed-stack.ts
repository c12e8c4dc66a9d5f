import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FakePulumi, fakePulumi } from "../support/fake-pulumi.ts";
import { makeBundle } from "./make-bundle.ts";
import { newIdentity } from "./new-identity.ts";

export const password = "abcdefghjkmnpqrstuvwxyza";

interface DeviceEntry {
  readonly name: string;
  readonly generation?: number;
  readonly platform?: string;
  readonly days?: number;
  readonly certificateId?: string;
  readonly profilePassword?: boolean;
  /** True for a device that keeps its key. */
  readonly ownKey?: boolean;
}

export interface DeployedStack {
  readonly pulumi: FakePulumi;
  /** The folder of the bundles. */
  readonly folder: string;
  /** Creates the devices, and from now on answers with them and the configuration. */
  deploy(devices: readonly DeviceEntry[], configured?: readonly object[]): Record<string, unknown>;
  /** The stack's outputs as `pulumi stack output` prints them. */
  outputs(): { devices: Record<string, Record<string, unknown>>; bundles: Record<string, string> };
}

/** A stack in a fake Pulumi CLI, with real keys, certificates and bundles. */
export function deployedStack(): DeployedStack {
  const pulumi = fakePulumi();
  const folder = mkdtempSync(join(tmpdir(), "ha-mtls-device-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  let outputs = {};
  return {
    pulumi,
    folder,
    outputs: () => outputs as ReturnType<DeployedStack["outputs"]>,
    deploy: (
      devices,
      configured = devices.map(({ name, platform }) => ({ name, ...(platform && { platform }) })),
    ) => {
      outputs = describe(folder, devices);
      pulumi.answer("stack --show-name", { stdout: "prod\n" });
      pulumi.answer("stack output", { stdout: JSON.stringify(outputs) });
      pulumi.answer("stack export", { stdout: JSON.stringify(stateOf(devices)) });
      pulumi.answer("config --json", { stdout: JSON.stringify(configurationOf(configured)) });
      pulumi.answer("config get", {
        code: 255,
        stderr: "error: configuration key 'cloudflare:apiToken' not found",
      });
      return outputs;
    },
  };
}

const logicalName = ({ name, generation = 1 }: DeviceEntry) =>
  generation === 1 ? name : `${name}.${generation}`;

function describe(folder: string, devices: readonly DeviceEntry[]): object {
  const made = devices.map((device) => ({ device, name: logicalName(device), ...make(folder, device) }));
  const withBundle = made.filter(({ device }) => device.ownKey !== true);
  return {
    url: "https://ha.example.com",
    tunnelId: "c1744f8b-faa1-48a4-9e5c-02ac921467fa",
    tunnelToken: "eyJhIjoi",
    homeAssistant: {},
    devices: Object.fromEntries(made.map(({ name, output }) => [name, output])),
    bundlePasswords: Object.fromEntries(withBundle.map(({ name }) => [name, password])),
    bundles: Object.fromEntries(withBundle.map(({ name, base64 }) => [name, base64])),
  };
}

type Identity = ReturnType<typeof newIdentity>;
const identities = new Map<string, Identity>();

/** The identity for a name and a validity, created only once because keys take long. */
function identityFor({ name, generation, days = 3650 }: DeviceEntry): Identity {
  const id = JSON.stringify([name, generation, days]);
  const identity = identities.get(id) ?? newIdentity("ecdsa-p256", name, days);
  identities.set(id, identity);
  return identity;
}

function make(folder: string, device: DeviceEntry): { output: object; base64: string } {
  const { key, certificate } = identityFor(device);
  const path = join(folder, `${logicalName(device)}.p12`);
  makeBundle({ path, identity: key + certificate, password, encryption: "compatible", device: device.name });
  const base64 = readFileSync(path).toString("base64");
  rmSync(path);
  const { fingerprint256, validTo } = new X509Certificate(certificate);
  const output = {
    pin: fingerprint256.replaceAll(":", "").toLowerCase(),
    expiresOn: new Date(validTo).toISOString(),
    bundle: device.ownKey === true ? null : path,
    certificateFile: device.ownKey === true ? join(folder, `${logicalName(device)}.pem`) : null,
    profilePassword: device.profilePassword ?? false,
    device: device.name,
    generation: device.generation ?? 1,
    platform: device.platform ?? "other",
    certificateId: device.certificateId ?? `id-of-${logicalName(device)}`,
    certificate,
  };
  return { output, base64 };
}

function configurationOf(devices: readonly object[]): object {
  const plain = (value: string) => ({ value, secret: false });
  return {
    "ha-mtls:zone": plain("example.com"),
    "ha-mtls:hostname": plain("ha.example.com"),
    "ha-mtls:devices": plain(JSON.stringify(devices)),
  };
}

function stateOf(devices: readonly DeviceEntry[]): object {
  const type = "cloudflare:index/clientCertificate:ClientCertificate";
  const resources = devices.map((device) => ({
    urn: `urn:pulumi:prod::ha-mtls::${type}::${logicalName(device)}-certificate`,
    type,
    id: device.certificateId ?? `id-of-${logicalName(device)}`,
    custom: true,
  }));
  return { version: 3, deployment: { resources } };
}
