import type { HttpConfig, HttpStore } from "./http-store.ts";
import type { Supervisor } from "./supervisor.ts";

/** The state that commands read and change. */
export interface Core {
  readonly version: string;
  externalUrl: string | null;
  /** Undefined before 2026.8. */
  readonly http: HttpStore | undefined;
  readonly supervisor: Supervisor | undefined;
  /** The entries of Settings → System → Repairs. */
  repairs: readonly Repair[];
  /** Those that its automations have registered. */
  webhooks: readonly RegisteredWebhook[];
  /** Its log of errors since the last start. */
  readonly log: string[];
  /** False while it starts: integrations are not loaded yet, and HTTP settings are not accepted. */
  running: boolean;
}

/** One of Home Assistant's repairs. https://github.com/home-assistant/core/blob/dev/homeassistant/components/repairs/websocket_api.py */
export interface Repair {
  readonly domain: string;
  readonly issue_id: string;
  readonly translation_key: string;
  readonly translation_placeholders: Readonly<Record<string, string>> | null;
  readonly learn_more_url: string | null;
  readonly ignored: boolean;
}

/** https://github.com/home-assistant/core/blob/dev/homeassistant/components/webhook/__init__.py */
export interface RegisteredWebhook {
  readonly webhook_id: string;
  readonly local_only: boolean;
}

export type Message = Readonly<Record<string, unknown>>;

export interface User {
  readonly isAdmin: boolean;
  readonly name?: string;
}

/** A command's refusal, with Home Assistant's error code. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Carries out a command of the WebSocket API and returns its result.
 * https://developers.home-assistant.io/docs/api/websocket/
 * @throws Refused
 */
export function carryOut(core: Core, user: User, message: Message): unknown {
  switch (message["type"]) {
    case "get_config":
      return describeCore(core);
    case "auth/current_user":
      return { id: "1", name: user.name ?? "owner", is_owner: user.isAdmin, is_admin: user.isAdmin };
    case "http/config":
      return httpOf(core, user).describe();
    case "http/config/configure":
      return configureHttp(core, user, message);
    case "http/config/promote":
      return promoteHttp(httpOf(core, user));
    case "config/core/update":
      return updateCore(core, user, message);
    case "system_log/list":
      demandAdmin(user);
      return core.log.map((message) => ({ name: forwardedLogger, level: "ERROR", message: [message] }));
    case "repairs/list_issues":
      return { issues: core.repairs };
    case "webhook/list":
      demandAdmin(user);
      return core.webhooks.map((webhook) => ({
        ...webhook,
        domain: "automation",
        allowed_methods: ["POST", "PUT"],
      }));
    case "supervisor/api":
      return askSupervisor(core, user, message);
    default:
      throw unknownCommand;
  }
}

const forwardedLogger = "homeassistant.components.http.forwarded";
const unknownCommand = new Refused("unknown_command", "Unknown command.");

function describeCore({ version, externalUrl, supervisor, running }: Core): object {
  const hasApps = supervisor !== undefined && running;
  return {
    version,
    components: ["api", "config", "http", "websocket_api", ...(hasApps ? ["hassio"] : [])],
    config_source: "storage",
    external_url: externalUrl,
    internal_url: null,
    location_name: "Home",
    recovery_mode: false,
    safe_mode: false,
    state: running ? "RUNNING" : "STARTING",
  };
}

function demandAdmin({ isAdmin }: User): void {
  if (!isAdmin) throw new Refused("unauthorized", "Unauthorized");
}

function httpOf({ http }: Core, user: User): HttpStore {
  if (http === undefined) throw unknownCommand;
  demandAdmin(user);
  return http;
}

function configureHttp(core: Core, user: User, { config }: Message): unknown {
  const http = httpOf(core, user);
  if (!core.running) {
    throw new Refused(
      "not_running",
      "The HTTP configuration can only be changed while Home Assistant is running",
    );
  }
  try {
    return http.configure(config as HttpConfig | null);
  } catch (error) {
    throw new Refused("invalid_format", (error as Error).message);
  }
}

function promoteHttp(http: HttpStore): null {
  try {
    http.promote();
    return null;
  } catch (error) {
    throw new Refused("not_allowed", (error as Error).message);
  }
}

function updateCore(core: Core, user: User, message: Message): null {
  demandAdmin(user);
  const url = message["external_url"];
  if (url !== undefined) {
    if (url !== null && (typeof url !== "string" || !URL.canParse(url))) {
      throw new Refused("invalid_format", `invalid url at 'external_url'. Got ${JSON.stringify(url)}`);
    }
    core.externalUrl = url;
  }
  return null;
}

function askSupervisor(core: Core, user: User, { method, endpoint, data }: Message): unknown {
  const { supervisor } = core;
  if (supervisor === undefined || !core.running) throw unknownCommand;
  demandAdmin(user);
  const answer = supervisor.answer(String(method), String(endpoint), (data ?? {}) as Message);
  if (answer.result === "error") throw new Refused("unknown_error", answer.message);
  return answer.data;
}
