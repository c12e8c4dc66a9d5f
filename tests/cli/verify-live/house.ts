import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Simulator, startSimulator } from "cloudflare-simulator";
import type { Address, Identity } from "../../../cli/verify-live/knock.ts";
import { visit, type Visit } from "../../../cli/verify-live/visit.ts";
import type { Lane } from "../../../domain/configuration/lanes.ts";
import { blockRules } from "../../../domain/rules/gate-rule.ts";
import { clientOf } from "../../simulator/support/with-simulator.ts";
import { makeBundle } from "../device/make-bundle.ts";

export const hostname = "ha.example.com";
export const password = "abcdefghjkmnpqrstuvwxyz";

/** A house in the simulator, as a stack sets it up. */
export interface House {
  readonly simulator: Simulator;
  /** The folder of the bundles. */
  readonly folder: string;
  readonly tunnelId: string;
  /** The certificates' SHA-256 by device. */
  readonly pins: Readonly<Record<string, string>>;
  /** A listed device. */
  readonly anna: Identity;
  /** A device with a certificate of the zone that is not listed. */
  readonly ben: Identity;
  /** Issues a certificate; returns its bundle. */
  enroll(name: string, validityDays: number): Promise<Identity>;
  /** Writes the gate for these devices. */
  lock(devices: readonly string[], lanes?: readonly Lane[]): Promise<void>;
  /** Writes these as the zone's only rules. */
  writeRules(rules: readonly { expression: string; action?: "block" | "managed_challenge" }[]): Promise<void>;
  /** Sets where the tunnel sends the hostname's requests; undefined removes the hostname from its ingress. */
  lead(service: string | undefined): Promise<void>;
  plan(changes?: Partial<Visit>): Visit;
  /** The problems that a visit finds, each as `where what [code]`. */
  problems(changes?: Partial<Visit>): Promise<string[]>;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Starts the simulator once for the file, and sets the house up again before each test. */
export function useHouse(): House {
  const pins: Record<string, string> = {};
  const house = { folder: mkdtempSync(join(tmpdir(), "verify-live-")), pins } as Mutable<House>;
  house.enroll = async (name, validityDays) => {
    const { identity, pin } = await enroll(house, name, validityDays);
    pins[name] = pin;
    return identity;
  };
  house.writeRules = async (rules) => {
    await clientOf(house.simulator).rulesets.phases.update("http_request_firewall_custom", {
      zone_id: house.simulator.zoneId,
      rules: rules.map(({ expression, action }) => ({ action: action ?? "block", expression })),
    });
  };
  house.lock = (devices, lanes = []) =>
    house.writeRules(
      blockRules({ hostnames: [hostname], lanes, pins: devices.map((device) => pins[device] ?? "") }),
    );
  house.lead = (service) => lead(house, service === undefined ? [] : [{ hostname, service }]);
  house.plan = (changes = {}) => ({ ...visitOf(house), ...changes });
  house.problems = async (changes = {}) =>
    (await visit(house.plan(changes))).flatMap(({ problem }) =>
      problem === undefined ? [] : [`${problem.where} ${problem.what} [${problem.code}]`],
    );
  beforeAll(async () => {
    house.simulator = await startSimulator();
    house.anna = await house.enroll("anna-phone", 365);
    house.ben = await house.enroll("ben-phone", 365);
  }, 60_000);
  beforeEach(() => build(house));
  afterAll(async () => {
    await house.simulator.close();
    rmSync(house.folder, { recursive: true });
  });
  return house;
}

async function enroll(
  { simulator, folder }: House,
  name: string,
  validityDays: number,
): Promise<{ identity: Identity; pin: string }> {
  const keyFile = join(folder, `${name}.pem`);
  const subject = `/CN=${name}/O=Home`;
  const words = ["req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", subject, "-keyout", keyFile];
  const csr = execFileSync("openssl", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const issued = await clientOf(simulator).clientCertificates.create({
    zone_id: simulator.zoneId,
    csr,
    validity_days: validityDays,
  });
  const path = join(folder, `${name}.p12`);
  const pair = readFileSync(keyFile, "utf8") + (issued.certificate ?? "");
  makeBundle({ path, identity: pair, password, encryption: "compatible", device: name });
  const identity = { name, previous: false, bundle: readFileSync(path), password };
  return { identity, pin: issued.fingerprint_sha256 ?? "" };
}

async function build(house: Mutable<House>): Promise<void> {
  const { simulator } = house;
  const api = clientOf(simulator);
  const zone = { zone_id: simulator.zoneId };
  simulator.state.dnsRecords.clear();
  simulator.state.rulesets.clear();
  const tunnel = await api.zeroTrust.tunnels.cloudflared.create({
    account_id: simulator.accountId,
    name: `t-${Date.now()}-${Math.random()}`,
    config_src: "cloudflare",
  });
  house.tunnelId = tunnel.id ?? "";
  await house.lead("http://homeassistant:8123");
  await api.certificateAuthorities.hostnameAssociations.update({ ...zone, hostnames: [hostname] });
  await house.lock(["anna-phone"]);
  await api.zones.settings.edit("always_use_https", { ...zone, value: "on" });
  await api.dns.records.create({
    ...zone,
    name: hostname,
    type: "CNAME",
    content: `${house.tunnelId}.cfargotunnel.com`,
    ttl: 1,
    proxied: true,
  });
  await fetch(new URL(`/_simulator/tunnels/${house.tunnelId}/connections`, simulator.api), {
    method: "POST",
  });
}

async function lead(
  { simulator, tunnelId }: House,
  ingress: readonly { hostname: string; service: string }[],
): Promise<void> {
  await clientOf(simulator).zeroTrust.tunnels.cloudflared.configurations.update(tunnelId, {
    account_id: simulator.accountId,
    config: { ingress: [...ingress, { hostname: "", service: "http_status:404" }] },
  });
}

const portOf = (url: string): Address["connect"] => ({ host: "127.0.0.1", port: Number(new URL(url).port) });

function visitOf({ simulator, anna, ben }: House): Visit {
  const authorities = readFileSync(simulator.edgeCa, "utf8");
  return {
    address: { hostname, authorities, connect: portOf(simulator.edge) },
    plain: { hostname, authorities, connect: portOf(simulator.edgeHttp) },
    lanes: [],
    listed: [anna],
    unlisted: [ben],
  };
}
