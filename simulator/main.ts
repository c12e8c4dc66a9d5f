import { once } from "node:events";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { startSimulator } from "./simulator.ts";

interface Flags {
  readonly apiPort: number;
  readonly edgePort: number;
  readonly zone: string;
  readonly origin?: string;
}

const BAD_USAGE = 2;

void main();

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags === undefined) return;
  try {
    await run(flags);
  } catch (error) {
    console.error(`The simulator did not start: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = BAD_USAGE;
  }
}

async function run({ zone, origin, apiPort, edgePort }: Flags): Promise<void> {
  const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  const simulator = await startSimulator({ zoneName: zone, origin, apiPort, edgePort });
  const { api, edge, edgeHttp, zoneId, accountId, apiToken, edgeCa } = simulator;
  console.log(JSON.stringify({ api, edge, edgeHttp, zoneId, accountId, apiToken, edgeCa }));
  await stopped;
  await simulator.close();
}

function readFlags(): Flags | undefined {
  const program = new Command("simulator")
    .description(
      "Simulates Cloudflare on this machine: prints its addresses as one line of JSON and runs until Ctrl-C.",
    )
    .option("--api-port <port>", "port of the API; 0 picks a free one", readPort, 0)
    .option("--edge-port <port>", "HTTPS port of the edge; 0 picks a free one", readPort, 0)
    .option("--zone <name>", "the zone of the simulated account", readZone, "example.com")
    .option(
      "--origin <url>",
      "where tunnels lead (default: a built-in stand-in for Home Assistant)",
      readOrigin,
    )
    .exitOverride();
  try {
    return program.parse().opts<Flags>();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : BAD_USAGE;
    return undefined;
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^[0-9]+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a whole number from 0 to 65535.");
}

function readZone(text: string): string {
  const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  if (new RegExp(`^${label}(?:\\.${label})+$`).test(text)) return text;
  throw new InvalidArgumentError("It must be a lower-case domain name, for example example.com.");
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url !== undefined && ["http:", "https:"].includes(url.protocol) && url.pathname === "/";
  if (isOrigin && url.search === "" && url.hash === "") return text.replace(/\/$/, "");
  throw new InvalidArgumentError("It must be a URL without a path, for example http://127.0.0.1:8123.");
}
