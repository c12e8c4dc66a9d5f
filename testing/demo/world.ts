import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type HomeAssistant,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { type Simulator, startSimulator } from "cloudflare-simulator";

/** Everything the demo plays in: a Cloudflare, a Home Assistant behind its tunnels, a folder that goes away. */
export interface World {
  readonly simulator: Simulator;
  readonly homeAssistant: HomeAssistant;
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
    // The simulator's edge is on this machine: to Home Assistant it is the proxy that cloudflared would be.
    const homeAssistant = await startHomeAssistant({
      useXForwardedFor: true,
      trustedProxies: ["127.0.0.1"],
    });
    cleanups.push(() => homeAssistant.close());
    const simulator = await startSimulator({ origin: homeAssistant.url });
    cleanups.push(() => simulator.close());
    return { simulator, homeAssistant, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}
