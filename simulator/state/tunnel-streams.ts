import type { Tunnel } from "./state.ts";

/** A connection through a tunnel: a response in progress, or an open WebSocket. */
export interface TunnelStream {
  destroy(): unknown;
  once(event: "close", listener: () => void): unknown;
}

const streams = new WeakMap<Tunnel, Set<TunnelStream>>();

/** Registers a stream with its tunnel until the stream closes. */
export function holdInTunnel(tunnel: Tunnel, stream: TunnelStream): void {
  const open = streams.get(tunnel) ?? new Set();
  streams.set(tunnel, open);
  open.add(stream);
  stream.once("close", () => open.delete(stream));
}

/** Destroys all streams of a tunnel, as happens when it loses its last connection. */
export function breakTunnelStreams(tunnel: Tunnel): void {
  for (const stream of streams.get(tunnel) ?? []) stream.destroy();
}
