import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { formatProblem } from "../domain/errors.ts";
import { type CloudflareApi, path } from "../zone/api.ts";
import { tunnelDown } from "../domain/home-assistant/problems.ts";

export interface TunnelWait {
  readonly accountId: string;
  readonly tunnelId: string;
  /** By default 90 s, as long as cloudflared itself keeps trying. */
  readonly patienceMs?: number;
}

const tunnel = z.object({ status: z.string() });
const pauseMs = 1000;

/** Waits until a tunnel is healthy, that is, until its connector has all of its connections. @throws Error */
export async function waitForTunnel(
  api: CloudflareApi,
  { accountId, tunnelId, patienceMs = 90_000 }: TunnelWait,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { status } = await api.get(path`accounts/${accountId}/cfd_tunnel/${tunnelId}`, tunnel);
    if (status === "healthy") {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(formatProblem(tunnelDown(status)));
    }
    await setTimeout(pauseMs);
  }
}
