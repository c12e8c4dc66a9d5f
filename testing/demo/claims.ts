import { readFile } from "node:fs/promises";
import type { DemoDevice, DemoHome } from "./bring-up.ts";
import {
  type EdgeAddress,
  knock,
  knockByWebSocket,
  type KnockResult,
  knockWithoutTls,
  type TlsCredentials,
} from "./knock.ts";
import { askApi } from "./owner.ts";
import { makeStrangers, type Strangers } from "./strangers.ts";
import * as visit from "./visit.ts";
import type { World } from "./world.ts";

/** What the claims are judged with. */
interface Scene {
  readonly home: DemoHome;
  readonly world: World;
  readonly strangers: Strangers;
  /** The address of the home; given parts replace the usual ones. */
  readonly door: (different?: Partial<EdgeAddress>) => EdgeAddress;
}

/**
 * The claims about a home, which have to be judged in this order: on the way, the last device's certificate is revoked.
 * They are the same whichever way the home was brought up.
 */
export async function claimsAbout(home: DemoHome, world: World): Promise<visit.Claim[]> {
  const ca = await readFile(world.simulator.edgeCa, "utf8");
  const port = Number(new URL(world.simulator.edge).port);
  const door: Scene["door"] = (different) => ({ port, ca, hostname: home.hostname, ...different });
  const scene = { home, world, door, strangers: await makeStrangers(world) };
  const { otherCustomer, unlisted, selfSigned } = scene.strangers;
  return [
    ...home.devices.flatMap((device) => admits(scene, device)),
    refuses(scene, "no certificate", {}),
    refuses(scene, "another customer's certificate, same CA", { credentials: otherCustomer }),
    refuses(scene, "a certificate of this zone, not listed", { credentials: unlisted }),
    refuses(scene, "a self-signed certificate", { credentials: selfSigned }),
    ...home.devices.slice(-1).map((device) => refusesRevoked(scene, device)),
    ...home.devices.slice(0, 1).map((device) => leadsElsewhere(scene, device)),
    redirects(scene),
    ...disguises(scene),
    noExposure(scene),
  ];
}

/** A client's visit, and whether what was observed is right. */
interface Visit {
  readonly who: string;
  readonly expected: string;
  readonly send: () => Promise<KnockResult>;
  readonly holds: (seen: visit.Observation) => boolean;
}

function claim({ world }: Scene, { who, expected, send, holds }: Visit): visit.Claim {
  const judge = async (): Promise<visit.ClaimVerdict> => {
    const seen = await visit.observe(world, send);
    return { holds: holds(seen), result: visit.inWords(seen) };
  };
  return { who, expected, judge };
}

function admits(scene: Scene, device: DemoDevice): visit.Claim[] {
  return [
    claim(scene, {
      who: `${device.name}, with its .p12`,
      expected: "200 Home Assistant",
      send: async () => knock(scene.door({ credentials: await open(device) })),
      holds: visit.isAdmitted,
    }),
    claim(scene, {
      who: `${device.name}, by WebSocket`,
      expected: "101 WebSocket",
      send: async () => knockByWebSocket(scene.door({ credentials: await open(device) })),
      holds: visit.isGreeted,
    }),
  ];
}

function refuses(scene: Scene, who: string, different: Partial<EdgeAddress>): visit.Claim {
  const send = (): Promise<KnockResult> => knock(scene.door(different));
  return claim(scene, { who, expected: "403", send, holds: visit.isRefused });
}

function refusesRevoked(scene: Scene, device: DemoDevice): visit.Claim {
  const { simulator } = scene.world;
  return claim(scene, {
    who: `${device.name}, just revoked`,
    expected: "403",
    send: async () => {
      const path = `zones/${simulator.zoneId}/client_certificates/${device.certificateId}`;
      await askApi(simulator, "DELETE", path);
      return knock(scene.door({ credentials: await open(device) }));
    },
    holds: visit.isRefused,
  });
}

/** Another name whose record points to the same tunnel, which has no ingress for it. */
function leadsElsewhere(scene: Scene, device: DemoDevice): visit.Claim {
  const { simulator } = scene.world;
  const hostname = `photos.${simulator.state.zone.name}`;
  return claim(scene, {
    who: `${device.name} at ${hostname}`,
    expected: "not Home Assistant",
    send: async () => {
      const content = `${scene.home.tunnelId}.cfargotunnel.com`;
      const record = { type: "CNAME", name: hostname, content, proxied: true, ttl: 1 };
      await askApi(simulator, "POST", `zones/${simulator.zoneId}/dns_records`, record);
      return knock(scene.door({ hostname, credentials: await open(device) }));
    },
    holds: visit.isElsewhere,
  });
}

function redirects(scene: Scene): visit.Claim {
  const { hostname } = scene.home;
  const secure = `https://${hostname}/`;
  return claim(scene, {
    who: `http://${hostname}/, without TLS`,
    expected: "301 to https",
    send: () => knockWithoutTls(hostname, Number(new URL(scene.world.simulator.edgeHttp).port)),
    holds: ({ status, location, reached }) => status === 301 && location === secure && reached === 0,
  });
}

/** Other spellings of the hostname, all without a certificate. */
function disguises(scene: Scene): visit.Claim[] {
  const { hostname } = scene.home;
  const zone = scene.world.simulator.state.zone.name;
  const disguised: readonly (readonly [string, Partial<EdgeAddress>])[] = [
    [`no certificate, Host: ${hostname.toUpperCase()}`, { host: hostname.toUpperCase() }],
    [`no certificate, Host: ${hostname}. (trailing dot)`, { host: `${hostname}.` }],
    [`no certificate, Host: ${hostname}:443`, { host: `${hostname}:443` }],
    ["no certificate, TLS for another name", { hostname: zone, host: hostname }],
  ];
  return disguised.map(([who, different]) => {
    const send = (): Promise<KnockResult> => knock(scene.door(different));
    return claim(scene, { who, expected: "not Home Assistant", send, holds: visit.isElsewhere });
  });
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

async function open({ bundle, password }: DemoDevice): Promise<TlsCredentials> {
  return { pfx: await readFile(bundle), passphrase: password };
}
