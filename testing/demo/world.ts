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

/** Everything the demo plays in: a Cloudflare, a Home Assistant behind its tunnels, a folder that goes away. */
export interface World {
  readonly simulator: Simulator;
  /** Fresh from its installation: no app runs a tunnel, and no proxy is trusted. */
  readonly homeAssistant: HomeAssistant;
  /** Of an administrator of that Home Assistant. */
  readonly accessToken: string;
  /** Mode 0700. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Opens a world on 127.0.0.1 in which nothing has happened yet. */
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
      // The simulator's edge is on this machine, and brings what the app would bring.
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
