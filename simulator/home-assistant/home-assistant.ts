import type { IncomingMessage } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Core } from "./commands.ts";
import { CommandFaults } from "./faults.ts";
import { HttpStore } from "./http-store.ts";
import { answerRequest, type HomeAssistantAnswer } from "./pages.ts";
import { checkForwarded, type ProxyOptions } from "./proxy.ts";
import { createServer, type OriginServer } from "./server.ts";
import { type SessionOptions, Sessions } from "./sessions.ts";
import type { Supervisor } from "./supervisor.ts";
import { converse } from "./websocket.ts";

export interface HomeAssistantOptions extends ProxyOptions, SessionOptions {
  /** For example 2026.7.1, whose HTTP settings can't be changed by commands. */
  readonly version?: string;
  /** Makes it an installation that has apps. */
  readonly supervisor?: Supervisor;
  /** How long it is down during a restart, and how long it then starts; 0 by default. */
  readonly restartMs?: number;
  readonly startMs?: number;
  /** When unconfirmed HTTP settings are dropped; after five minutes by default. */
  readonly revertMs?: number;
}

/** A request as it arrived at the origin. */
export interface OriginRequestRecord {
  readonly method: string;
  /** Neither decoded nor normalised. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** All header lines, names and values alternating. */
  readonly rawHeaders: readonly string[];
  /** The client's address: the connection's, or the one that a trusted proxy forwards. */
  readonly remote: string;
  readonly status: number;
}

export interface HomeAssistant {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  /** Oldest first. */
  requests(): readonly OriginRequestRecord[];
  readonly core: Core;
  /** The log of WebSocket commands, and the way to make one fail. */
  readonly commands: CommandFaults;
  close(): Promise<void>;
}

/**
 * Starts a stand-in for Home Assistant on 127.0.0.1: a few of its pages, its check of reverse proxies, its decoding of
 * paths, and the part of its WebSocket API that deals with settings and apps.
 */
export async function startHomeAssistant(options: HomeAssistantOptions = {}): Promise<HomeAssistant> {
  const requests: OriginRequestRecord[] = [];
  const commands = new CommandFaults();
  const core = createCore(options, () => {
    restart();
  });
  const judge = (message: IncomingMessage): HomeAssistantAnswer => {
    const peer = message.socket.remoteAddress ?? "";
    const proxy = { ...options, ...core.http?.proxy };
    const forwarded = checkForwarded(message, proxy);
    if (forwarded.refused) core.log.push(logRefusal(proxy, peer));
    const answer = forwarded.refused ? badRequest : answerRequest(message);
    requests.push({
      method: message.method ?? "GET",
      target: message.url ?? "",
      headers: message.headers,
      rawHeaders: message.rawHeaders,
      remote: forwarded.refused ? peer : forwarded.remote,
      status: answer.status,
    });
    return answer;
  };
  const sessions = new Sessions(options);
  const server = createServer(judge, (webSocket) => {
    converse(webSocket, { core, faults: commands, sessions });
  });
  const restart = (): void => void restartServer(server, core, options);
  await server.listen(0);
  const url = `http://127.0.0.1:${server.port()}`;
  const close = async (): Promise<void> => {
    core.http?.stopTimer();
    options.supervisor?.close();
    await server.end();
  };
  return { url, requests: () => [...requests], core, commands, close };
}

const currentVersion = "2026.11.0";

function createCore(options: HomeAssistantOptions, restart: () => void): Core {
  const version = options.version ?? currentVersion;
  const [year = 0, month = 0] = version.split(".").map(Number);
  const hasHttp = year * 100 + month >= 202_608;
  const http = hasHttp ? new HttpStore(options, options.revertMs ?? 300_000, restart) : undefined;
  return {
    version,
    externalUrl: null,
    http,
    supervisor: options.supervisor,
    repairs: [],
    webhooks: [],
    log: [],
    running: true,
  };
}

/** Restarts after the answer to the command that asked for it has been sent. */
async function restartServer(
  server: OriginServer,
  core: Core,
  { restartMs = 0, startMs = 0 }: HomeAssistantOptions,
): Promise<void> {
  if (server.isEnded()) return;
  const port = server.port();
  core.running = false;
  await new Promise(setImmediate);
  await server.close();
  await setTimeout(restartMs);
  if (server.isEnded()) return;
  core.http?.start();
  core.log.splice(0);
  await server.listen(port);
  await setTimeout(startMs);
  core.running = true;
}

/** https://github.com/home-assistant/core/blob/dev/homeassistant/components/http/forwarded.py */
function logRefusal({ useXForwardedFor, connectorAddress }: ProxyOptions, peer: string): string {
  return useXForwardedFor === true
    ? `Received X-Forwarded-For header from an untrusted proxy ${connectorAddress ?? peer}`
    : `A request from a reverse proxy was received from ${peer}, but your HTTP integration is not set-up for reverse proxies`;
}

const badRequest: HomeAssistantAnswer = {
  status: 400,
  type: "text/plain; charset=utf-8",
  body: "400: Bad Request",
};
