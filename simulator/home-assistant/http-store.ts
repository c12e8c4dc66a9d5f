import type { ProxyOptions } from "./proxy.ts";

/** HTTP settings as Home Assistant stores them; it has more keys than these. */
export interface HttpSlot {
  readonly use_x_forwarded_for?: boolean;
  readonly trusted_proxies?: readonly string[];
  readonly [key: string]: unknown;
}

const defaults: HttpSlot = {
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
  stable: HttpSlot;
  pending: HttpSlot | null = null;
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
    const slot = this.active === "pending" && this.pending !== null ? this.pending : this.stable;
    return {
      useXForwardedFor: slot.use_x_forwarded_for ?? false,
      trustedProxies: slot.trusted_proxies ?? [],
    };
  }

  describe(): object {
    const { stable, pending, active } = this;
    return {
      stable,
      pending,
      revert_at: this.revertAt?.toISOString() ?? null,
      active_config_type: active,
      default: defaults,
    };
  }

  /** Puts settings on trial from the next start on. @throws Error with the schema's complaint */
  configure(config: HttpSlot | null): { restart: boolean } {
    const wanted = config === null ? null : check({ ...defaults, ...config });
    const before = JSON.stringify(this.pending);
    this.pending = JSON.stringify(wanted) === JSON.stringify(this.stable) ? null : wanted;
    const restart = JSON.stringify(this.pending) !== before;
    if (restart) this.restart();
    return { restart };
  }

  /** Confirms what is on trial; false where there is nothing. */
  promote(): boolean {
    if (this.pending === null) return false;
    this.stable = this.pending;
    this.pending = null;
    this.active = "stable";
    this.stopTimer();
    return true;
  }

  /** To be called at each start. */
  start(): void {
    this.stopTimer();
    this.active = this.pending === null ? "stable" : "pending";
    if (this.pending === null) return;
    this.revertAt = new Date(Date.now() + this.revertMs);
    this.timer = setTimeout(() => {
      this.pending = null;
      this.restart();
    }, this.revertMs);
    this.timer.unref();
  }

  stopTimer(): void {
    clearTimeout(this.timer);
    this.revertAt = null;
  }
}

function check(config: HttpSlot): HttpSlot {
  if ((config.use_x_forwarded_for === undefined) !== (config.trusted_proxies === undefined)) {
    throw new Error("some but not all values in the same group of inclusion 'proxy' @ data['config']");
  }
  const known = new Set([...Object.keys(defaults), "use_x_forwarded_for", "trusted_proxies", "server_host"]);
  const unknown = Object.keys(config).find((key) => !known.has(key));
  if (unknown !== undefined) throw new Error(`extra keys not allowed @ data['config']['${unknown}']`);
  const networks = config.trusted_proxies;
  return networks === undefined ? config : { ...config, trusted_proxies: networks.map(asNetwork) };
}

function asNetwork(text: string): string {
  return text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`;
}
