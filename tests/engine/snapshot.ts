import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { State } from "cloudflare-simulator/state/state.ts";
import type { EngineStack } from "./engine-stack.ts";

const folders = ["state", "bundles"];
const stackFile = "Pulumi.test.yaml";

/** A stack and its Cloudflare at one moment, which can be restored any number of times. */
export class Snapshot {
  private readonly folder: string;
  private readonly world: Map<keyof State, unknown>;

  private constructor(folder: string, world: Map<keyof State, unknown>) {
    this.folder = folder;
    this.world = world;
  }

  static take(stack: EngineStack): Snapshot {
    const folder = mkdtempSync(join(tmpdir(), "ha-mtls-snapshot-"));
    for (const name of [...folders, stackFile].filter((name) => existsSync(stack.path(name)))) {
      cpSync(stack.path(name), join(folder, name), { recursive: true });
    }
    const entries = Object.entries(stack.simulator.state) as [keyof State, unknown][];
    return new Snapshot(folder, new Map(entries.map(([key, value]) => [key, structuredClone(value)])));
  }

  restore(stack: EngineStack): void {
    for (const name of [...folders, stackFile]) {
      rmSync(stack.path(name), { recursive: true, force: true });
      if (existsSync(join(this.folder, name))) {
        cpSync(join(this.folder, name), stack.path(name), { recursive: true });
      }
    }
    for (const [key, value] of this.world) {
      putBack(stack.simulator.state, key, structuredClone(value));
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Restores one part of the state. The simulator keeps references to maps, so they are refilled, not replaced. */
function putBack(state: State, key: keyof State, value: unknown): void {
  const live = state[key];
  if (live instanceof Map && value instanceof Map) {
    const map = live as Map<unknown, unknown>;
    map.clear();
    for (const [name, entry] of value) {
      map.set(name, entry);
    }
    return;
  }
  (state as unknown as Record<string, unknown>)[key] = value;
}
