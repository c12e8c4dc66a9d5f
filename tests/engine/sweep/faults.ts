import type { LoggedRequest } from "cloudflare-simulator/request-log.ts";
import type { EngineStack } from "../engine-stack.ts";

export const faultKinds = ["500", "403", "reset before", "reset after", "kill before", "kill after"] as const;
export type FaultKind = (typeof faultKinds)[number];

/** The fault for each kind. */
const wireFaults: Readonly<Record<FaultKind, object>> = {
  "500": { status: 500 },
  "403": { status: 403 },
  "reset before": { reset: "before" },
  "reset after": { reset: "after" },
  // While the request hangs, its sender is killed.
  "kill before": { hang: "before" },
  "kill after": { hang: "after" },
};

/** Faults of a stack's simulator. */
export class Faults {
  private readonly stack: EngineStack;

  constructor(stack: EngineStack) {
    this.stack = stack;
  }

  /** Sets a fault for the request at `index` of a run, identified as the nth with its method and path. */
  async setFor(requests: readonly LoggedRequest[], index: number, kind: FaultKind): Promise<void> {
    const target = requests[index];
    if (target === undefined) throw new RangeError(`the run has no request ${index}`);
    const earlier = requests.slice(0, index).filter((request) => shape(request) === shape(target)).length;
    const path = `^${escape(target.path).replaceAll(ids, "[0-9a-f-]+")}$`;
    await this.stack.control("POST", "faults", {
      method: target.method,
      path,
      nth: earlier + 1,
      ...wireFaults[kind],
    });
  }

  async clear(): Promise<void> {
    await this.stack.control("DELETE", "faults");
  }

  /** Whether the request has arrived. */
  async areSpent(): Promise<boolean> {
    return ((await this.stack.control("GET", "faults")) as unknown[]).length === 0;
  }
}

const ids = /[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27}/g;

const shape = ({ method, path }: LoggedRequest): string => `${method} ${path.replaceAll(ids, "…")}`;

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
