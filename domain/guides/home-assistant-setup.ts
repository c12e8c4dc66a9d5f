import { appNetwork, ownMachine } from "../home-assistant/proxies.ts";

/** What has to be set up at Home Assistant, which answers 400 to every request until it trusts cloudflared as a proxy. */
export interface HomeAssistantSetup {
  /** For configuration.yaml, up to 2026.7. Comments explain what to do in later versions. */
  readonly configuration: string;
  /** Returns the Cloudflared app's options as YAML. */
  readonly addonOptions: (token: string) => string;
  /** Returns a docker compose file. */
  readonly dockerCompose: (token: string) => string;
}

/**
 * Where the connector's requests come from depends on what runs it: the app has its own network
 * (https://github.com/homeassistant-apps/app-cloudflared), a container on the host's network uses the machine's addresses.
 * https://www.home-assistant.io/integrations/http/#reverse-proxies
 */
export function homeAssistantSetup(origins: readonly string[]): HomeAssistantSetup {
  const networks = origins.every(isLocalOrigin) ? besideHomeAssistant : elsewhere;
  return {
    configuration: `${[...notForLaterVersions, ...httpBlock(networks)].join("\n")}\n`,
    addonOptions: (token) => `${appOptions(token)}\n`,
    dockerCompose: (token) => `${["services:", ...connectorService(token, onHostNetwork)].join("\n")}\n`,
  };
}

/** Home Assistant's page for trusted proxies, from 2026.8 on. https://github.com/home-assistant/core/pull/178284 */
export const reverseProxyPage = "Settings → System → Network → HTTP server → Reverse proxy";

/** Returns the lines of configuration.yaml that trust these networks; ignored from Home Assistant 2026.8 on. */
export function configurationLines(networks: readonly string[]): string {
  return httpBlock(networks.map(listed)).join("\n");
}

/** Returns the Cloudflared app's options; its schema requires the list. */
export function appOptions(token: string): string {
  return `additional_hosts: []\ntunnel_token: ${token}`;
}

/**
 * Returns the connector as a docker compose service, to be placed below `services:`.
 * @param network lines that define its network
 */
export function connectorService(token: string, network: readonly string[]): string[] {
  const lines = [
    "image: cloudflare/cloudflared:latest",
    "restart: unless-stopped",
    "command: tunnel --no-autoupdate run",
    "environment:",
    `  TUNNEL_TOKEN: ${token}`,
    ...network,
  ];
  return ["  cloudflared:", ...lines.map((line) => `    ${line}`)];
}

/** Network lines for a docker compose service on Home Assistant's machine. */
export const onHostNetwork = [
  "# Makes its requests to Home Assistant on this machine come from 127.0.0.1.",
  "network_mode: host",
];

function httpBlock(networks: readonly string[]): string[] {
  return ["http:", "  use_x_forwarded_for: true", "  trusted_proxies:", ...networks];
}

const listed = (network: string): string => `    - ${network}`;

const notForLaterVersions = [
  "# For Home Assistant up to 2026.7. Later versions ignore these lines; add the addresses on this page instead, and",
  "# confirm within five minutes of the restart:",
  `# ${reverseProxyPage}`,
];

const besideHomeAssistant = [
  "    # The Cloudflared app:",
  listed(appNetwork),
  "    # cloudflared on the same machine, without docker or on the host's network:",
  ...ownMachine.map(listed),
];

const elsewhere = [
  "    # Replace with the address of the machine that runs cloudflared:",
  listed("address-of-cloudflared"),
];

/** Whether an origin means that Home Assistant runs on the connector's machine. */
export function isLocalOrigin(origin: string): boolean {
  return /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\]|homeassistant|172\.30\.32\.\d+)(:|$)/i.test(origin);
}
