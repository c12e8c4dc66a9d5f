import { randomInt } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Problem } from "../../../domain/errors.ts";
import { Failure } from "../../../domain/failure.ts";
import { urlHost } from "./local-address.ts";
import { onboardingSite, type Offering } from "./site.ts";

export interface Offer extends Offering {
  /** The only address to listen on. */
  readonly address: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly lifetimeMs: number;
  /** The longest time that one connection may take. */
  readonly connectionMs: number;
}

/** `expired`: its time was up; `closed`: the owner ended it. */
export type Ending = "expired" | "closed";

export interface Onboarding {
  /** Address of the page, without anything secret. */
  readonly url: string;
  readonly ended: Promise<Ending>;
  readonly close: () => void;
}

/**
 * Serves one page and its files until its time is up or the owner ends it.
 * @throws Failure when the address or the port can't be used
 */
export async function startOnboarding(offer: Offer): Promise<Onboarding> {
  const path = randomPath();
  const server = makeServer(onboardingSite(offer, path), offer.connectionMs);
  await listen(server, offer);
  const closing = new AbortController();
  const ended = wait<Ending>(offer.lifetimeMs, "expired", { signal: closing.signal })
    .catch((): Ending => "closed")
    .then(async (ending) => {
      await stop(server);
      return ending;
    });
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    closing.abort();
  };
  return { url: `http://${urlHost(offer.address)}:${port}/${path}`, ended, close };
}

/** Letters that are hard to confuse when the address is typed. */
const pathLetters = "abcdefghjkmnpqrstuvwxyz";

/**
 * Ten letters, which is 45 bits: short enough to type, and too many to try within an hour. The files below the path are
 * encrypted, so a person who listens in the network gets nothing more than one who finds the path.
 */
function randomPath(): string {
  return Array.from({ length: 10 }, () => pathLetters[randomInt(pathLetters.length)]).join("");
}

function makeServer(site: RequestListener, connectionMs: number): Server {
  const limits = {
    headersTimeout: connectionMs,
    requestTimeout: connectionMs,
    connectionsCheckingInterval: Math.ceil(connectionMs / 4),
  };
  const server = createServer(limits, site);
  server.maxConnections = 64;
  server.on("connection", limitPerAddress());
  return server.setTimeout(connectionMs);
}

/** More than a browser opens at once; further connections are closed, so that one client can't keep a phone out. */
const connectionsPerAddress = 8;

function limitPerAddress(): (socket: Socket) => void {
  const open = new Map<string, number>();
  return (socket) => {
    const address = socket.remoteAddress ?? "";
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once("close", () => open.set(address, (open.get(address) ?? 1) - 1));
    if (count > connectionsPerAddress) socket.destroy();
  };
}

async function listen(server: Server, { address, port }: Offer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const problem = explain(error.code, address, port);
      reject(problem === undefined ? error : new Failure(problem));
    });
    server.listen({ host: address, port, exclusive: true }, resolve);
  });
}

function explain(code: string | undefined, address: string, port: number): Problem | undefined {
  const portTaken = { code: "port-in-use", where: `port ${port}` } as const;
  switch (code) {
    case "EADDRINUSE":
      return {
        ...portTaken,
        what: "is in use by another program",
        fix: "Leave out --port to use any free port.",
      };
    case "EACCES":
      return {
        ...portTaken,
        what: "is reserved for the system",
        fix: "Choose a port above 1023, or leave out --port.",
      };
    case "EADDRNOTAVAIL":
    case "EINVAL":
      return {
        code: "bad-address",
        where: address,
        what: "is not an address of this machine",
        fix: "Leave out --host; where there are several addresses, the command then lists them.",
      };
    default:
      return undefined;
  }
}

/** Closes open connections, too: no slow client can keep the server running. */
async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
