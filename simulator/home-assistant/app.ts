/** Starts the connector of a tunnel's token; gives what stops it. */
export type RunConnector = (token: string) => () => void;

/** Where the app's requests come from, in the network of the apps. */
export const appAddress = "172.30.33.5";

const knownOptions = new Set([
  ...["external_hostname", "additional_hosts", "tunnel_name", "catch_all_service", "nginx_proxy_manager"],
  ...["tunnel_token", "log_level", "post_quantum", "run_parameters"],
]);

/** The Cloudflared app as the Supervisor keeps it. https://github.com/homeassistant-apps/app-cloudflared */
export class App {
  readonly slug: string;
  state: "started" | "stopped" = "stopped";
  options: Readonly<Record<string, unknown>> = { additional_hosts: [] };
  boot = "auto";
  watchdog = false;
  private readonly runConnector: RunConnector;
  private stopConnector: (() => void) | undefined;

  constructor(slug: string, runConnector: RunConnector = () => () => undefined) {
    this.slug = slug;
    this.runConnector = runConnector;
  }

  describe(): object {
    const { slug, state, options, boot, watchdog } = this;
    const fixed = { name: "Cloudflared", version: "7.0.7", available: true, ip_address: appAddress };
    return { slug, state, options, boot, watchdog, auto_update: false, ...fixed };
  }

  /** The running connector goes on with what it was started with. @throws Error with the schema's complaint */
  configure(change: Readonly<Record<string, unknown>>): void {
    const { options, boot, watchdog } = change;
    if (typeof options === "object" && options !== null) this.options = checked(options as App["options"]);
    if (boot === "auto" || boot === "manual") this.boot = boot;
    if (typeof watchdog === "boolean") this.watchdog = watchdog;
  }

  start(): void {
    if (this.state === "started") throw new Error(`App ${this.slug} is already running`);
    const token = this.options["tunnel_token"];
    if (typeof token === "string" && token !== "") this.stopConnector = this.runConnector(token);
    this.state = "started";
  }

  stop(): void {
    this.stopConnector?.();
    this.stopConnector = undefined;
    this.state = "stopped";
  }
}

function checked(options: App["options"]): App["options"] {
  if (!Array.isArray(options["additional_hosts"])) {
    throw new Error("Missing option 'additional_hosts' in root in Cloudflared");
  }
  const unknown = Object.keys(options).find((key) => !knownOptions.has(key));
  if (unknown !== undefined) throw new Error(`Unknown option '${unknown}' in Cloudflared`);
  return options;
}
