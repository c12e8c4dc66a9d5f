/** Starts the connector of a tunnel's token and returns what stops it. */
export type RunConnector = (token: string) => () => void;

/** Where the app's requests come from, in the network of the apps. */
export const appAddress = "172.30.33.5";

const knownOptions = new Set([
  ...["external_hostname", "additional_hosts", "tunnel_name", "catch_all_service", "nginx_proxy_manager"],
  ...["tunnel_token", "log_level", "post_quantum", "run_parameters"],
]);

/** The Cloudflared app, as the Supervisor manages it. https://github.com/homeassistant-apps/app-cloudflared */
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

  /** The answer to `/addons/{slug}/info`. */
  describe(): object {
    const { slug, state, options, boot, watchdog } = this;
    const own = { slug, hostname: slug.replaceAll("_", "-"), repository: slug.split("_")[0] };
    return { ...constantFacts, ...own, state, options, boot, watchdog, ip_address: appAddress };
  }

  /** Changes settings. A running connector keeps the options it was started with. @throws Error if the options are invalid */
  configure(change: Readonly<Record<string, unknown>>): void {
    const { options, boot, watchdog } = change;
    if (typeof options === "object" && options !== null) this.options = this.check(options);
    if (boot === "auto" || boot === "manual") this.boot = boot;
    if (typeof watchdog === "boolean") this.watchdog = watchdog;
  }

  /** Does nothing if the app is already running. */
  start(): void {
    if (this.state === "started") return;
    const token = this.options["tunnel_token"];
    if (typeof token === "string" && token !== "") this.stopConnector = this.runConnector(token);
    this.state = "started";
  }

  stop(): void {
    this.stopConnector?.();
    this.stopConnector = undefined;
    this.state = "stopped";
  }

  /** Returns the options without unknown ones. */
  private check(options: object): App["options"] {
    const known = Object.fromEntries(Object.entries(options).filter(([key]) => knownOptions.has(key)));
    if (!Array.isArray(known["additional_hosts"])) {
      const missing = `Missing option 'additional_hosts' in root in Cloudflared (${this.slug})`;
      throw new Error(`App ${this.slug} has invalid options: ${missing}`);
    }
    return known;
  }
}

/** What is the same for every Cloudflared app. */
const constantFacts = {
  name: "Cloudflared",
  description: "Use a Cloudflare Tunnel",
  long_description: null,
  version: "7.0.7",
  version_latest: "7.0.7",
  update_available: false,
  available: true,
  build: false,
  advanced: false,
  stage: "stable",
  detached: false,
  homeassistant: null,
  url: null,
  icon: false,
  logo: false,
  changelog: false,
  documentation: false,
  dns: [],
  protected: true,
  rating: 6,
  boot_config: "auto",
  schema: null,
  arch: ["amd64"],
  machine: [],
  network: null,
  network_description: null,
  host_network: false,
  host_pid: false,
  host_ipc: false,
  host_uts: false,
  host_dbus: false,
  privileged: [],
  full_access: false,
  apparmor: "default",
  stdin: false,
  hassio_api: false,
  hassio_role: "default",
  auth_api: false,
  homeassistant_api: false,
  gpio: false,
  usb: false,
  uart: false,
  kernel_modules: false,
  devicetree: false,
  udev: false,
  docker_api: false,
  video: false,
  audio: false,
  startup: "application",
  services: [],
  discovery: [],
  translations: {},
  ingress: false,
  signed: false,
  webui: null,
  ingress_entry: null,
  ingress_url: null,
  ingress_port: null,
  ingress_panel: null,
  audio_input: null,
  audio_output: null,
  auto_update: false,
  devices: [],
  system_managed: false,
  system_managed_config_entry: null,
};
