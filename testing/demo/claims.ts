import { readFile } from "node:fs/promises";
import type { DemoDevice, House } from "./bring-up.ts";
import { type Credentials, type EdgeAddress, knock, knockByWebSocket, knockPlainly } from "./knock.ts";
import { askApi } from "./owner.ts";
import { makeStrangers, type Strangers } from "./strangers.ts";
import * as visit from "./visit.ts";
import type { World } from "./world.ts";

/** Where the claims are judged. */
interface Scene {
  readonly house: House;
  readonly world: World;
  readonly strangers: Strangers;
  /** A way to the house; what is given replaces the usual. */
  readonly door: (different?: Partial<EdgeAddress>) => EdgeAddress;
}

/**
 * The claims about a house, to be judged one after the other in this order: the last device is revoked on the way.
 * They know nothing of how the house was brought up.
 */
export async function claimsAbout(house: House, world: World): Promise<visit.Claim[]> {
  const ca = await readFile(world.simulator.edgeCa, "utf8");
  const door: Scene["door"] = (different) =>
    visit.doorOf(world, { ca, hostname: house.hostname, ...different });
  const scene = { house, world, door, strangers: await makeStrangers(world) };
  return [
    ...house.devices.flatMap((device) => admits(scene, device)),
    refuses(scene, "no certificate", {}),
    refuses(scene, "another customer's certificate, same CA", {
      credentials: scene.strangers.otherCustomer,
    }),
    refuses(scene, "this zone's certificate that nobody listed", {
      credentials: scene.strangers.unlisted,
    }),
    refuses(scene, "a self-signed certificate", { credentials: scene.strangers.selfSigned }),
    ...house.devices.slice(-1).map((device) => refusesRevoked(scene, device)),
    ...house.devices.slice(0, 1).map((device) => leadsElsewhere(scene, device)),
    redirects(scene),
    ...disguises(scene),
    noExposure(scene),
  ];
}

function admits({ world, door }: Scene, device: DemoDevice): visit.Claim[] {
  return [
    {
      who: `${device.name}, with its .p12`,
      expected: "200 Home Assistant",
      judge: async () => {
        const credentials = await open(device);
        const seen = await visit.observe(world, knock(door({ credentials })));
        return { holds: visit.isAdmitted(seen), result: visit.inWords(seen) };
      },
    },
    {
      who: `${device.name}, by WebSocket`,
      expected: "101 WebSocket",
      judge: async () => {
        const credentials = await open(device);
        const seen = await visit.observe(world, knockByWebSocket(door({ credentials })));
        return { holds: visit.isGreeted(seen), result: visit.inWords(seen) };
      },
    },
  ];
}

function refuses({ world, door }: Scene, who: string, different: Partial<EdgeAddress>): visit.Claim {
  return {
    who,
    expected: "403",
    judge: async () => {
      const seen = await visit.observe(world, knock(door(different)));
      return { holds: visit.isRefused(seen), result: visit.inWords(seen) };
    },
  };
}

function refusesRevoked(scene: Scene, device: DemoDevice): visit.Claim {
  return {
    who: `${device.name}, revoked a moment ago`,
    expected: "403",
    judge: async () => {
      const { simulator } = scene.world;
      const credentials = await open(device);
      const path = `zones/${simulator.zoneId}/client_certificates/${device.certificateId}`;
      await askApi(simulator, "DELETE", path);
      return refuses(scene, device.name, { credentials }).judge();
    },
  };
}

/** A name beside the house's: its record leads to the same tunnel, which has no ingress for it. */
function leadsElsewhere({ house, world, door }: Scene, device: DemoDevice): visit.Claim {
  const { simulator } = world;
  const hostname = `photos.${simulator.state.zone.name}`;
  return {
    who: `${device.name} at ${hostname}`,
    expected: "not Home Assistant",
    judge: async () => {
      const credentials = await open(device);
      const content = `${house.tunnelId}.cfargotunnel.com`;
      const record = { type: "CNAME", name: hostname, content, proxied: true, ttl: 1 };
      await askApi(simulator, "POST", `zones/${simulator.zoneId}/dns_records`, record);
      const seen = await visit.observe(world, knock(door({ hostname, credentials })));
      return { holds: visit.isElsewhere(seen), result: visit.inWords(seen) };
    },
  };
}

function redirects({ house, world }: Scene): visit.Claim {
  const secure = `https://${house.hostname}/`;
  return {
    who: `http://${house.hostname}/, in the clear`,
    expected: "301 to https",
    judge: async () => {
      const port = Number(new URL(world.simulator.edgeHttp).port);
      const seen = await visit.observe(world, knockPlainly({ port, host: house.hostname }));
      const holds = seen.status === 301 && seen.location === secure && seen.reached === 0;
      return { holds, result: visit.inWords(seen) };
    },
  };
}

/** Other ways to write the hostname, all without a certificate. */
function disguises({ house, world, door }: Scene): visit.Claim[] {
  const { hostname } = house;
  const disguised: readonly (readonly [string, Partial<EdgeAddress>])[] = [
    [`no certificate, Host: ${hostname.toUpperCase()}`, { host: hostname.toUpperCase() }],
    [`no certificate, Host: ${hostname}. with a dot`, { host: `${hostname}.` }],
    [`no certificate, Host: ${hostname}:443`, { host: `${hostname}:443` }],
    ["no certificate, TLS for another name", { hostname: world.simulator.state.zone.name, host: hostname }],
  ];
  return disguised.map(([who, different]) => ({
    who,
    expected: "not Home Assistant",
    judge: async () => {
      const seen = await visit.observe(world, knock(door(different)));
      return { holds: visit.isElsewhere(seen), result: visit.inWords(seen) };
    },
  }));
}

function noExposure({ world }: Scene): visit.Claim {
  return {
    who: "exposures recorded since the first request",
    expected: "0",
    judge: () => {
      const exposures = world.simulator.exposures();
      const [first] = exposures;
      const detail = first === undefined ? "" : `, first: ${first.who} at ${first.hostname}${first.path}`;
      return Promise.resolve({ holds: exposures.length === 0, result: `${exposures.length}${detail}` });
    },
  };
}

async function open({ bundle, password }: DemoDevice): Promise<Credentials> {
  return { pfx: await readFile(bundle), passphrase: password };
}
