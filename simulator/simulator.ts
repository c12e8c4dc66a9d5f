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
  /** The one zone of the simulated account; default example.com. */
  readonly zoneName?: string | undefined;
  /** Where tunnels lead, e.g. http://127.0.0.1:8123; default the built-in Home Assistant stand-in. */
  readonly origin?: string | undefined;
  /** The zone's plan, which decides its quota of custom rules; default free. */
  readonly plan?: Plan | undefined;
  /** False: an API from before `dry_run`, which ignores the parameter and writes. Default true. */
  readonly knowsDryRun?: boolean | undefined;
  /** False: the edge reaches a tunnel's origin only while a connector is connected. Default true: it plays them all. */
  readonly playsConnectors?: boolean | undefined;
  /** How the built-in stand-in is configured; by default it trusts the edge as its proxy. */
  readonly homeAssistant?: HomeAssistantOptions | undefined;
  /** 0, the default, takes any free port. */
  readonly apiPort?: number | undefined;
  /** HTTPS port of the edge; 0, the default, takes any free port. */
  readonly edgePort?: number | undefined;
}

/** A running simulator: what a client needs to reach it, and what a test needs to look into it. */
export interface Simulator {
  /** Base URL of the API. */
  readonly api: string;
  /** Base URL of the edge, and of its plain-http port. */
  readonly edge: string;
  readonly edgeHttp: string;
  readonly zoneId: string;
  readonly accountId: string;
  readonly apiToken: string;
  /** Path of the PEM file of the CA that signs the edge's server certificates. */
  readonly edgeCa: string;
  readonly state: State;
  /** The built-in Home Assistant stand-in, unless an origin was given. */
  readonly homeAssistant: HomeAssistant | undefined;
  /** The latest requests to the edge and what became of them, oldest first. */
  edgeRequests(): readonly EdgeLogEntry[];
  exposures(): readonly RecordedExposure[];
  requests(): readonly LoggedRequest[];
  /** Frees ports, files and connections, hanging ones too. */
  close(): Promise<void>;
}

/** Starts Cloudflare's API and edge on 127.0.0.1, with an account and a zone that nobody has touched. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const ca = await ManagedCa.open();
  const state = createState(options.zoneName ?? "example.com", ca.certificatePem, options.plan);
  state.knowsDryRun = options.knowsDryRun ?? true;
  state.playsConnectors = options.playsConnectors ?? true;
  const exposures = new ExposureLog(state);
  const requests = new RequestLog();
  const edge = await startEdge({
    state,
    ...(options.origin === undefined ? {} : { origin: options.origin }),
    ...(options.homeAssistant === undefined ? {} : { homeAssistant: options.homeAssistant }),
    ports: { https: options.edgePort ?? 0, http: 0 },
  });
  let api: ApiServer;
  try {
    const controlled = { state, ca, requests, exposures, faults: new Faults() };
    api = await startApiServer(controlled, options.apiPort ?? 0);
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
