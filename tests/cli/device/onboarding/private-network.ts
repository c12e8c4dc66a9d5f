import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/** A network with one address that nothing outside can reach, made by unshare(1) and nsenter(1). */
export interface PrivateNetwork {
  readonly address: string;
  /** Returns the command that runs a program inside. */
  readonly inside: (program: string, ...words: string[]) => readonly [string, string[]];
  readonly close: () => Promise<void>;
}

const address = "192.168.77.1";
const setUp = `ip link set lo up && ip addr add ${address}/32 dev lo && echo ready`;

/** Whether this machine allows its users to create networks. */
export const hasPrivateNetworks = spawnSync("unshare", ["-rn", "sh", "-c", setUp]).status === 0;

/** Creates the network; its address is private, and browsers don't trust it as they trust 127.0.0.1. */
export async function privateNetwork(): Promise<PrivateNetwork> {
  const holder: ChildProcess = spawn("unshare", ["-rn", "sh", "-c", `${setUp} && exec cat`], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(holder.stdout!, "data");
  const enter = ["--preserve-credentials", "-U", "-n", "-t", String(holder.pid)];
  return {
    address,
    inside: (program, ...words) => ["nsenter", [...enter, program, ...words]],
    close: async () => {
      const ended = once(holder, "close");
      holder.stdin!.end();
      await ended;
    },
  };
}
