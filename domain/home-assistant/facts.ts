/** What Home Assistant says of itself: everything that the stack decides by. */
export interface HomeAssistantFacts {
  /** For example 2026.11.0. */
  readonly version: string;
  /** The address that apps and links use from outside; null where none is set. */
  readonly externalUrl: string | null;
  /** The HTTP server's settings; undefined before 2026.8, where they stand in configuration.yaml. */
  readonly http: HttpSettings | undefined;
  /** What can be seen of those in configuration.yaml; undefined from 2026.8 on. */
  readonly forwarding?: Forwarding | undefined;
  /** Undefined in Home Assistant Container and Core, which have no Supervisor and so no apps. */
  readonly supervisor: SupervisorFacts | undefined;
}

/**
 * The HTTP server's settings as Home Assistant takes them: always whole. Those that are not named here are passed on.
 * https://github.com/home-assistant/core/blob/dev/homeassistant/components/http/config.py
 */
export interface HttpConfig {
  readonly use_x_forwarded_for?: boolean | undefined;
  /** Networks with a prefix length. */
  readonly trusted_proxies?: readonly string[] | undefined;
  readonly [key: string]: unknown;
}

export interface HttpSettings {
  /** Confirmed. */
  readonly stable: HttpConfig;
  /** On trial, or failed in one. */
  readonly pending: HttpConfig | undefined;
  /** Why the pending ones failed. */
  readonly error: string | undefined;
  /** The ones that the server was started with. */
  readonly active: string;
}

/** Whether Home Assistant takes a client's address from a proxy, and from which. */
export interface Forwarding {
  /** Whether it uses X-Forwarded-For; undefined where that can't be seen. */
  readonly isOn: boolean | undefined;
  /** Proxies that it has refused since its start. */
  readonly refused: readonly string[];
}

export interface SupervisorFacts {
  /** The installed apps that run cloudflared. */
  readonly apps: readonly AppFacts[];
  /** Addresses of the repositories of apps. */
  readonly repositories: readonly string[];
}

/** An installed app. Its options hold secrets. */
export interface AppFacts {
  readonly slug: string;
  /** started, stopped, error … */
  readonly state: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** auto or manual. */
  readonly boot: string;
  readonly watchdog: boolean;
}

/** Id of the tunnel that an app's token belongs to; undefined where it has none that can be read. */
export function tunnelOf(app: AppFacts): string | undefined {
  const token = app.options["tunnel_token"];
  return typeof token === "string" ? readTunnelToken(token) : undefined;
}

/** Id of the tunnel in a token of cloudflared, which is base64 of `{"a": account, "t": tunnel, "s": secret}`. */
function readTunnelToken(token: string): string | undefined {
  try {
    const read = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as { t?: unknown } | null;
    return typeof read?.t === "string" ? read.t : undefined;
  } catch {
    return undefined;
  }
}
