import type { Tunnel } from "./state.ts";

/** What runs through a tunnel now: an answer on its way, or an open WebSocket. */
export interface TunnelStream {
  destroy(): unknown;
  once(event: "close", listener: () => void): unknown;
}

const streams = new WeakMap<Tunnel, Set<TunnelStream>>();

/** Remembers a stream until it closes, so that it ends with its tunnel. */
export function holdInTunnel(tunnel: Tunnel, stream: TunnelStream): void {
  const open = streams.get(tunnel) ?? new Set();
  streams.set(tunnel, open);
  open.add(stream);
  stream.once("close", () => open.delete(stream));
}

/** Breaks everything that runs through the tunnel, as happens when its last connection goes. */
export function breakTunnelStreams(tunnel: Tunnel): void {
  for (const stream of streams.get(tunnel) ?? []) stream.destroy();
}
