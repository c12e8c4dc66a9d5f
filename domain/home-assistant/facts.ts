/** What Home Assistant reports about itself, as far as the stack needs it. */
export interface HomeAssistantFacts {
  /** For example 2026.11.0. */
  readonly version: string;
  /** The external URL; null if none is set. */
  readonly externalUrl: string | null;
  /** The HTTP server's settings; undefined before 2026.8, when they are in configuration.yaml. */
  readonly http: HttpSettings | undefined;
  /** What can be found out about the HTTP settings in configuration.yaml; undefined from 2026.8 on. */
  readonly forwarding?: Forwarding | undefined;
  /** Undefined for Home Assistant Container and Core, which have no Supervisor and therefore no apps. */
  readonly supervisor: SupervisorFacts | undefined;
}

/**
 * The HTTP server's settings. Home Assistant replaces them as a whole, so settings not listed here are passed through.
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
  /** Settings on trial, or settings whose trial failed. */
  readonly pending: HttpConfig | undefined;
  /** Why the trial failed. */
  readonly error: string | undefined;
  /** Which settings the server was started with: stable, pending, … */
  readonly active: string;
}

/** Whether Home Assistant accepts a client's address from a proxy. */
export interface Forwarding {
  /** Whether use_x_forwarded_for is on; undefined if unknown. */
  readonly isOn: boolean | undefined;
  /** Addresses of the proxies that it has refused since it started. */
  readonly refused: readonly string[];
}

export interface SupervisorFacts {
  /** The installed Cloudflared apps. */
  readonly apps: readonly AppFacts[];
  /** URLs of the app repositories. */
  readonly repositories: readonly string[];
}

/** An installed app. Its options contain secrets. */
export interface AppFacts {
  readonly slug: string;
  /** started, stopped, error … */
  readonly state: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** auto or manual. */
  readonly boot: string;
  readonly watchdog: boolean;
}

/** Returns the ID of the tunnel that an app's token belongs to; undefined if there is no readable token. */
export function tunnelOf(app: AppFacts): string | undefined {
  const token = app.options["tunnel_token"];
  return typeof token === "string" ? readTunnelToken(token) : undefined;
}

/** Returns the tunnel's ID from a cloudflared token, which is base64 of `{"a": account, "t": tunnel, "s": secret}`. */
function readTunnelToken(token: string): string | undefined {
  try {
    const read = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as { t?: unknown } | null;
    return typeof read?.t === "string" ? read.t : undefined;
  } catch {
    return undefined;
  }
}
