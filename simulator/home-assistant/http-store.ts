import { isDeepStrictEqual } from "node:util";
import type { ProxyOptions } from "./proxy.ts";

/** HTTP settings as Home Assistant takes them; it has more keys than these. */
export interface HttpConfig {
  readonly use_x_forwarded_for?: boolean;
  readonly trusted_proxies?: readonly string[];
  readonly [key: string]: unknown;
}

/** Settings on trial. They are kept, and never used again by themselves, when the trial has failed. */
export interface HttpTrial extends HttpConfig {
  /** not_promoted, or another reason why the trial has failed. */
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
 * The HTTP server's settings since 2026.8: a confirmed slot and one on trial, which is dropped when nobody confirms it in
 * time. https://github.com/home-assistant/core/blob/dev/homeassistant/components/http/config.py
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

  /** What the running server judges by. */
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

  /** Puts settings on trial from the next start on; one that has failed is tried again. @throws Error with the schema's complaint */
  configure(config: HttpConfig | null): { restart: boolean } {
    const wanted = config === null ? undefined : check({ ...defaults, ...config });
    const before = this.pending;
    this.pending = wanted === undefined || isDeepStrictEqual(wanted, this.stable) ? null : wanted;
    const restart = !isDeepStrictEqual(this.pending, before);
    if (restart) this.restart();
    return { restart };
  }

  /** Confirms what is on trial. @throws Error where nothing is */
  promote(): void {
    if (this.pending === null) throw new Error("No pending HTTP config to promote");
    const { error } = this.pending;
    if (typeof error === "string") throw new Error(`Cannot promote pending HTTP config with error: ${error}`);
    this.stable = this.pending;
    this.pending = null;
    this.active = "stable";
    this.stopTimer();
  }

  /** To be called at each start. */
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

/** What the settings are stored with. */
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
