import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appAddress } from "cloudflare-simulator/home-assistant/app.ts";
import { connectorsOf } from "cloudflare-simulator/home-assistant/connector.ts";
import {
  type HomeAssistant,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { type Simulator, startSimulator } from "cloudflare-simulator";

/** The demo's surroundings: a simulated Cloudflare, a Home Assistant behind its tunnels, and a temporary folder. */
export interface World {
  readonly simulator: Simulator;
  /** Newly installed: it has no app and trusts no proxy. */
  readonly homeAssistant: HomeAssistant;
  /** The access token of an administrator of that Home Assistant. */
  readonly accessToken: string;
  /** Mode 0700. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Creates a new world on 127.0.0.1. */
export async function openWorld(): Promise<World> {
  const cleanups: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), "ha-mtls-demo-"));
    cleanups.push(() => rm(folder, { recursive: true, force: true }));
    const accessToken = randomUUID();
    const homeAssistant = await startHomeAssistant({
      supervisor: new Supervisor({ runConnector: (token) => connectorsOf(simulator.state)(token) }),
      users: { [accessToken]: { isAdmin: true } },
      // The simulated edge connects from this machine in place of the app.
      connectorAddress: appAddress,
    });
    cleanups.push(() => homeAssistant.close());
    const simulator = await startSimulator({ origin: homeAssistant.url, playsConnectors: false });
    cleanups.push(() => simulator.close());
    return { simulator, homeAssistant, accessToken, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}
