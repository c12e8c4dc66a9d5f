import { isDeepStrictEqual } from "node:util";
import type { ProxyOptions } from "./proxy.ts";

/** HTTP settings; Home Assistant has more keys than these. */
export interface HttpConfig {
  readonly use_x_forwarded_for?: boolean;
  readonly trusted_proxies?: readonly string[];
  readonly [key: string]: unknown;
}

/** Settings on trial. They are kept after a failed trial, but not used again. */
export interface HttpTrial extends HttpConfig {
  /** Why the trial has failed, for example not_promoted. */
  readonly error?: string | null;
}

const defaults: HttpConfig = {
  server_port: 8123,
  cors_allowed_origins: ["https://cast.home-assistant.io"],
  login_attempts_threshold: -1,
  ip_ban_enabled: true,
  ssl_profile: "modern",
  use_x_frame_options: true,
};

/**
 * The HTTP server's settings since 2026.8: confirmed ones, and others on trial, which are dropped unless somebody confirms
 * them in time. https://github.com/home-assistant/core/blob/dev/homeassistant/components/http/config.py
 */
export class HttpStore {
  stable: HttpConfig;
  pending: HttpTrial | null = null;
  private active: "stable" | "pending" = "stable";
  private revertAt: Date | null = null;
  private timer: NodeJS.Timeout | undefined;
  private readonly revertMs: number;
  private readonly restart: () => void;

  constructor(options: ProxyOptions, revertMs: number, restart: () => void) {
    const { useXForwardedFor, trustedProxies } = options;
    const proxy =
      useXForwardedFor === undefined
        ? {}
        : { use_x_forwarded_for: useXForwardedFor, trusted_proxies: (trustedProxies ?? []).map(asNetwork) };
    this.stable = { ...defaults, ...proxy };
    this.revertMs = revertMs;
    this.restart = restart;
  }

  /** The settings of the running server. */
  get proxy(): ProxyOptions {
    const { use_x_forwarded_for, trusted_proxies } =
      (this.active === "pending" && this.pending) || this.stable;
    return { useXForwardedFor: use_x_forwarded_for ?? false, trustedProxies: trusted_proxies ?? [] };
  }

  describe(): object {
    const { stable, pending, active } = this;
    return {
      stable: { ...noFailure, ...stable },
      pending: pending && { ...noFailure, ...pending },
      revert_at: this.revertAt?.toISOString() ?? null,
      active_config_type: active,
      default: { ...noFailure, ...defaults },
    };
  }

  /** Puts settings on trial with the next start, even if their last trial failed. @throws Error if they are invalid */
  configure(config: HttpConfig | null): { restart: boolean } {
    const wanted = config === null ? undefined : check({ ...defaults, ...config });
    const before = this.pending;
    this.pending = wanted === undefined || isDeepStrictEqual(wanted, this.stable) ? null : wanted;
    const restart = !isDeepStrictEqual(this.pending, before);
    if (restart) this.restart();
    return { restart };
  }

  /** Confirms the settings on trial. @throws Error if there are none */
  promote(): void {
    if (this.pending === null) throw new Error("No pending HTTP config to promote");
    const { error } = this.pending;
    if (typeof error === "string") throw new Error(`Cannot promote pending HTTP config with error: ${error}`);
    this.stable = this.pending;
    this.pending = null;
    this.active = "stable";
    this.stopTimer();
  }

  /** Must be called at each start. */
  start(): void {
    this.stopTimer();
    const { pending } = this;
    const isTried = pending !== null && typeof pending.error !== "string";
    this.active = isTried ? "pending" : "stable";
    if (!isTried) return;
    this.revertAt = new Date(Date.now() + this.revertMs);
    this.timer = setTimeout(() => {
      this.pending = { ...pending, error: "not_promoted" };
      this.restart();
    }, this.revertMs);
    this.timer.unref();
  }

  stopTimer(): void {
    clearTimeout(this.timer);
    this.revertAt = null;
  }
}

/** Metadata that is stored with the settings. */
const noFailure = { created_at: "2026-08-01T00:00:00+00:00", error: null, error_message: null };

function check(config: HttpConfig): HttpConfig {
  const networks = config.trusted_proxies?.map(asNetwork);
  if (config.use_x_forwarded_for === true && (networks ?? []).length === 0) {
    throw new Error("at least one trusted proxy is required to use X-Forwarded-For");
  }
  const known = new Set([...Object.keys(defaults), "use_x_forwarded_for", "trusted_proxies", "server_host"]);
  const unknown = Object.keys(config).find((key) => !known.has(key));
  if (unknown !== undefined) {
    throw new Error(`not a valid option at 'config.${unknown}'. Got '${String(config[unknown])}'`);
  }
  return networks === undefined ? config : { ...config, trusted_proxies: networks };
}

function asNetwork(text: string): string {
  return text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`;
}
