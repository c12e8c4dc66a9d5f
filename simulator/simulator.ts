import { type ApiServer, startApiServer } from "./api/server.ts";
import { startEdge } from "./edge/edge.ts";
import type { EdgeLogEntry } from "./edge/log.ts";
import { ExposureLog, type RecordedExposure } from "./exposure/log.ts";
import { Faults } from "./faults.ts";
import type { HomeAssistant, HomeAssistantOptions } from "./home-assistant/home-assistant.ts";
import { ManagedCa } from "./ca/managed-ca.ts";
import { type LoggedRequest, RequestLog } from "./request-log.ts";
import type { Plan, State } from "./state/state.ts";
import { createState } from "./state/new-state.ts";

export interface SimulatorOptions {
  /** Name of the simulated account's only zone; default example.com. */
  readonly zoneName?: string | undefined;
  /** Where tunnels lead, e.g. http://127.0.0.1:8123; default: the built-in stand-in for Home Assistant. */
  readonly origin?: string | undefined;
  /** The zone's plan, which sets its quota of custom rules; default free. */
  readonly plan?: Plan | undefined;
  /** False: the API ignores `dry_run`, as it did before the parameter existed, and writes. Default true. */
  readonly knowsDryRun?: boolean | undefined;
  /** False: the edge reaches a tunnel's origin only while a connector is connected. Default true: it always does. */
  readonly playsConnectors?: boolean | undefined;
  /** Configuration of the built-in stand-in; by default it trusts the edge as its proxy. */
  readonly homeAssistant?: HomeAssistantOptions | undefined;
  /** 0, the default, picks any free port. */
  readonly apiPort?: number | undefined;
  /** HTTPS port of the edge; 0, the default, picks any free port. */
  readonly edgePort?: number | undefined;
}

/** A running simulator: what clients need to reach it, and what tests need to inspect it. */
export interface Simulator {
  /** Base URL of the API. */
  readonly api: string;
  /** Base URL of the edge's HTTPS port. */
  readonly edge: string;
  /** Base URL of the edge's plain-HTTP port. */
  readonly edgeHttp: string;
  readonly zoneId: string;
  readonly accountId: string;
  readonly apiToken: string;
  /** Path of the PEM file of the CA that signs the edge's server certificates. */
  readonly edgeCa: string;
  readonly state: State;
  /** The built-in stand-in for Home Assistant; undefined when an origin was given. */
  readonly homeAssistant: HomeAssistant | undefined;
  /** The latest requests to the edge and their outcomes, oldest first. */
  edgeRequests(): readonly EdgeLogEntry[];
  exposures(): readonly RecordedExposure[];
  requests(): readonly LoggedRequest[];
  /** Frees ports, files and connections, including those that hang. */
  close(): Promise<void>;
}

/** Starts Cloudflare's API and edge on 127.0.0.1, with a new account and a new zone. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { zoneName = "example.com", plan, knowsDryRun = true, playsConnectors = true } = options;
  const { origin, homeAssistant, apiPort = 0, edgePort: httpsPort } = options;
  const ca = await ManagedCa.open();
  const state = createState(zoneName, ca.certificatePem, plan);
  Object.assign(state, { knowsDryRun, playsConnectors });
  const exposures = new ExposureLog(state);
  const requests = new RequestLog();
  const edge = await startEdge({ state, origin, homeAssistant, httpsPort });
  let api: ApiServer;
  try {
    const controlled = { state, ca, requests, exposures, faults: new Faults() };
    api = await startApiServer(controlled, apiPort);
  } catch (error) {
    await edge.close();
    throw error;
  }
  return {
    api: `http://127.0.0.1:${api.port}/client/v4`,
    edge: `https://127.0.0.1:${edge.httpsPort}`,
    edgeHttp: `http://127.0.0.1:${edge.httpPort}`,
    zoneId: state.zone.id,
    accountId: state.accountId,
    apiToken: state.apiToken,
    edgeCa: edge.caPath,
    state,
    homeAssistant: edge.homeAssistant,
    edgeRequests: () => edge.log(),
    exposures: () => exposures.list(),
    requests: () => requests.list(),
    close: async () => {
      await Promise.all([api.close(), edge.close()]);
    },
  };
}
