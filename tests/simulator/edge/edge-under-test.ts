import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { type Edge, type EdgeOptions, startEdge } from "cloudflare-simulator/edge/edge.ts";
import { type Answer, ask, type Question } from "../ask.ts";
import { World } from "../edge-world.ts";

/** The hostname that the tests speak to. */
export const ha = "ha.example.com";

/** One request as an origin of these tests received it. */
interface Received {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** A world, an edge in front of it and origins behind it, anew for each test of the file that makes one. */
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
    if (this.now.edge === undefined) throw new Error("The test has to open the edge first.");
    return this.now.edge;
  }

  /** What arrived at the origins, oldest first. */
  get received(): readonly Received[] {
    return this.now.received;
  }

  private get now() {
    if (this.running === undefined) throw new Error("There is an edge inside of tests only.");
    return this.running;
  }

  /** Runs something at the end of the test. */
  cleanUp(cleanup: () => unknown): void {
    this.cleanups.push(cleanup);
  }

  /** An origin that notes what arrives; by default it answers 200 "origin". */
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

  /** The address of a server that ends with the test. */
  async serve(server: http.Server): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.cleanUp(() => {
      server.close();
      server.closeAllConnections();
    });
    const scheme = server instanceof https.Server ? "https" : "http";
    return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Opens the edge, in front of this origin or of the stand-in for Home Assistant. */
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

  /** Every value of a header in the latest request that an origin received. */
  header(name: string): string[] {
    const lines = this.received.at(-1)?.rawHeaders ?? [];
    return lines.filter((_, index) => index % 2 === 1 && lines[index - 1]?.toLowerCase() === name);
  }
}
