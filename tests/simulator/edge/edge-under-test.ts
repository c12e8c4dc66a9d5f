import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { type Edge, type EdgeOptions, startEdge } from "cloudflare-simulator/edge/edge.ts";
import { type Answer, ask, type Question } from "../support/ask.ts";
import { World } from "../support/edge-world.ts";

/** The hostname to which the tests send requests. */
export const ha = "ha.example.com";

/** A request that an origin has received. */
interface Received {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** A world, an edge in front of it and origins behind it, new for each test of the file that creates one. */
export class EdgeUnderTest {
  private running: { readonly world: World; edge?: Edge; readonly received: Received[] } | undefined;
  private readonly cleanups: (() => unknown)[] = [];

  constructor() {
    beforeEach(async () => {
      this.running = { world: await World.create(), received: [] };
    });
    afterEach(async () => {
      for (const cleanup of this.cleanups.splice(0).reverse()) await cleanup();
    });
  }

  get world(): World {
    return this.now.world;
  }

  get edge(): Edge {
    if (this.now.edge === undefined) throw new Error("The test must open the edge first.");
    return this.now.edge;
  }

  /** The requests that reached the origins, oldest first. */
  get received(): readonly Received[] {
    return this.now.received;
  }

  private get now() {
    if (this.running === undefined) throw new Error("The edge exists inside tests only.");
    return this.running;
  }

  /** Runs the function at the end of the test. */
  cleanUp(cleanup: () => unknown): void {
    this.cleanups.push(cleanup);
  }

  /** Starts an origin that records its requests and returns its address; by default it responds with 200 "origin". */
  async origin(
    answer: http.RequestListener = (_, response) => response.end("origin"),
    tlsContext?: https.ServerOptions,
  ): Promise<string> {
    const { received } = this.now;
    const listener: http.RequestListener = (message, response) => {
      const chunks: Buffer[] = [];
      message.on("data", (chunk: Buffer) => chunks.push(chunk));
      message.on("end", () => {
        const { method = "", url = "", rawHeaders } = message;
        received.push({ method, url, rawHeaders, body: Buffer.concat(chunks).toString() });
        answer(message, response);
      });
    };
    return this.serve(tlsContext ? https.createServer(tlsContext, listener) : http.createServer(listener));
  }

  /** Starts a server for the duration of the test and returns its address. */
  async serve(server: http.Server): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.cleanUp(() => {
      server.close();
      server.closeAllConnections();
    });
    const scheme = server instanceof https.Server ? "https" : "http";
    return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Opens the edge in front of the given origin, or of the stand-in for Home Assistant. */
  async open(origin?: string, options: Partial<EdgeOptions> = {}): Promise<Edge> {
    const edge = await startEdge({
      state: this.world.state,
      ...(origin !== undefined && { origin }),
      ...options,
    });
    this.now.edge = edge;
    this.cleanUp(() => edge.close());
    return edge;
  }

  send(question: Partial<Question> = {}): Promise<Answer> {
    return ask(this.edge, { host: ha, ...question });
  }

  /** All values of a header in the latest request to an origin. */
  header(name: string): string[] {
    const lines = this.received.at(-1)?.rawHeaders ?? [];
    return lines.filter((_, index) => index % 2 === 1 && lines[index - 1]?.toLowerCase() === name);
  }
}
