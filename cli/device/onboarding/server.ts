import { randomInt } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Failure } from "../../../domain/failure.ts";
import { urlHost } from "./local-address.ts";
import { OnboardingSite, type Offering } from "./site.ts";

export interface Offer extends Offering {
  /** The only address that is listened on. */
  readonly address: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly lifetimeMs: number;
  /** How long one connection may take. */
  readonly connectionMs: number;
}

/** `expired`: time was up; `closed`: the owner ended it. */
export type Ending = "expired" | "closed";

export interface Onboarding {
  /** Address of the page, without anything secret. */
  readonly url: string;
  readonly ended: Promise<Ending>;
  readonly close: () => void;
}

/**
 * Serves one page and its files until time is up or the owner ends it.
 * @throws Failure when the address or the port can't be had
 */
export async function startOnboarding(offer: Offer): Promise<Onboarding> {
  const path = randomPath();
  const { promise, resolve: end } = makeDeferred<Ending>();
  const server = makeServer(new OnboardingSite(offer, path), offer.connectionMs);
  await listen(server, offer);
  const timer = setTimeout(() => {
    end("expired");
  }, offer.lifetimeMs);
  const ended = promise.then(async (ending) => {
    clearTimeout(timer);
    await stop(server);
    return ending;
  });
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    end("closed");
  };
  return { url: `http://${urlHost(offer.address)}:${port}/${path}`, ended, close };
}

/** Letters that nobody takes for another when they type the address. */
const pathLetters = "abcdefghjkmnpqrstuvwxyz";

/**
 * Ten letters, which is 45 bits: short enough to be typed into a laptop, and too many to be tried in an hour. What it
 * leads to is encrypted: whoever listens in the network gets no less.
 */
function randomPath(): string {
  return Array.from({ length: 10 }, () => pathLetters[randomInt(pathLetters.length)]).join("");
}

function makeDeferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function makeServer(site: OnboardingSite, connectionMs: number): Server {
  const limits = {
    headersTimeout: connectionMs,
    requestTimeout: connectionMs,
    connectionsCheckingInterval: Math.ceil(connectionMs / 4),
  };
  const server = createServer(limits, (request, response) => {
    site.answer(request, response);
  });
  server.maxConnections = 64;
  server.on("connection", limitPerAddress());
  return server.setTimeout(connectionMs);
}

/** More than a browser opens at once; what comes beyond is closed, so that one client can't keep a phone out. */
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
      reject(explain(error, address, port));
    });
    server.listen({ host: address, port, exclusive: true }, resolve);
  });
}

function explain(error: NodeJS.ErrnoException, address: string, port: number): Error {
  switch (error.code) {
    case "EADDRINUSE": {
      const fix = "Leave --port out: any free port will do.";
      return new Failure({
        code: "port-in-use",
        where: `port ${port}`,
        what: "is taken by another program",
        fix,
      });
    }
    case "EACCES": {
      const fix = "Choose a port above 1023, or leave --port out.";
      return new Failure({
        code: "port-in-use",
        where: `port ${port}`,
        what: "is for the system alone",
        fix,
      });
    }
    case "EADDRNOTAVAIL":
    case "EINVAL": {
      const fix = "Leave --host out to see which addresses there are.";
      return new Failure({
        code: "bad-address",
        where: address,
        what: "is not an address of this machine",
        fix,
      });
    }
    default:
      return error;
  }
}

/** Nobody who is slow, or wants to be, keeps the server running: at the end nothing more is answered. */
async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
