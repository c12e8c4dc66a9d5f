import { readFileSync } from "node:fs";
import { findHeld } from "../../domain/certificates/certificate-problems.ts";
import type { Home } from "../../domain/configuration/home.ts";
import { badValue } from "../../domain/errors.ts";
import { Failure, messageOf } from "../../domain/failure.ts";
import { readHome, readOutputs, selectStack, type StackOutputs } from "../stack.ts";
import type { DeployedTunnel } from "./connectors.ts";
import type { Address, Identity } from "./knock.ts";
import type { Visit } from "./visit.ts";

export interface Flags {
  readonly stack?: string;
  readonly hostname?: string;
  readonly bundle?: string;
  readonly passwordFile?: string;
  /** Whether the bundle must be refused. */
  readonly refused: boolean;
  readonly connect?: Address["connect"];
  readonly httpConnect?: Address["connect"];
  readonly cafile?: string;
  readonly json: boolean;
}

/** What to visit, and which devices can't be tested from here because their keys never left them. */
export interface VisitPlan {
  readonly visits: readonly Visit[];
  readonly untried: readonly string[];
  /** The stack's tunnel; undefined for a single bundle. */
  readonly tunnel: DeployedTunnel | undefined;
}

/** Plans the visits that the flags ask for: one bundle at one hostname, or everything in the stack. @throws Failure */
export async function planVisits(flags: Flags): Promise<VisitPlan> {
  if (flags.bundle !== undefined) {
    return planForBundle(flags, flags.bundle);
  }
  if (flags.refused) {
    throw badUsage("--refused", "requires --bundle", "Name the bundle that must be refused.");
  }
  return await planForStack(flags);
}

function planForBundle(flags: Flags, bundle: string): VisitPlan {
  const { hostname, passwordFile } = flags;
  if (hostname === undefined || passwordFile === undefined) {
    throw badUsage("--bundle", "requires --hostname and --password-file", "Add both.");
  }
  const identity: Identity = {
    name: bundle.split("/").at(-1) ?? bundle,
    previous: false,
    bundle: readFile("--bundle", bundle),
    password: readFile("--password-file", passwordFile)
      .toString("utf8")
      .replace(/\r?\n$/, ""),
  };
  const [listed, unlisted] = flags.refused ? [[], [identity]] : [[identity], []];
  return {
    visits: [{ ...addresses(flags, hostname), lanes: [], listed, unlisted }],
    untried: [],
    tunnel: undefined,
  };
}

async function planForStack(flags: Flags): Promise<VisitPlan> {
  const stack = await selectStack(flags.stack);
  const home = await readHome(stack);
  const outputs = await readOutputs(stack);
  const services = home.services.filter(
    ({ hostname }) => flags.hostname === undefined || hostname === flags.hostname,
  );
  if (services.length === 0) {
    const known = home.services.map(({ hostname }) => hostname).join(", ");
    throw badUsage(
      `--hostname ${flags.hostname ?? ""}`,
      `is not a hostname of stack ${stack}`,
      `Its hostnames: ${known}`,
    );
  }
  const visits = services.map((service) => ({
    ...addresses(flags, service.hostname),
    lanes: home.lanes.filter(({ hostname }) => hostname === service.hostname),
    ...sortIdentities(home, outputs, service.devices),
  }));
  const untried = Object.keys(outputs.devices).filter((name) => outputs.bundles[name] === undefined);
  return { visits, untried, tunnel: { stack, home, tunnelId: outputs.tunnelId } };
}

function sortIdentities(
  home: Home,
  outputs: StackOutputs,
  listed: readonly string[],
): Pick<Visit, "listed" | "unlisted"> {
  const mayEnter = ({ device }: { device: string }): boolean => listed.includes(device);
  const devices = Object.entries(outputs.devices).flatMap(([name, { device }]) => {
    const [bundle, password] = [outputs.bundles[name], outputs.bundlePasswords[name]];
    const previous = findHeld(home, name)?.previous ?? false;
    return bundle === undefined || password === undefined
      ? []
      : [{ device, identity: { name, previous, bundle: Buffer.from(bundle, "base64"), password } }];
  });
  // A device that the configuration has dropped since the last up may be in either state, so it is left out.
  const known = devices.filter(({ device }) => home.held.some((held) => held.device === device));
  return {
    listed: known.filter(mayEnter).map(({ identity }) => identity),
    unlisted: known.filter((one) => !mayEnter(one)).map(({ identity }) => identity),
  };
}

function addresses(flags: Flags, hostname: string): Pick<Visit, "address" | "plain"> {
  const authorities =
    flags.cafile === undefined ? undefined : readFile("--cafile", flags.cafile).toString("utf8");
  const plain = flags.httpConnect ?? (flags.connect === undefined ? { host: hostname, port: 80 } : undefined);
  return {
    address: { hostname, authorities, connect: flags.connect ?? { host: hostname, port: 443 } },
    plain: plain === undefined ? undefined : { hostname, authorities, connect: plain },
  };
}

function readFile(flag: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw badUsage(
      `${flag} ${path}`,
      `can't be read: ${messageOf(error)}`,
      "Name a file that exists and can be read.",
    );
  }
}

function badUsage(where: string, what: string, fix: string): Failure {
  return new Failure(badValue(where, what, fix));
}
