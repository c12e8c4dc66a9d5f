import { appNetwork, ownMachine } from "../home-assistant/proxies.ts";

/** What Home Assistant's side needs: it answers 400 to everything until it trusts the proxy that cloudflared is. */
export interface HomeAssistantSetup {
  /** For configuration.yaml, up to 2026.7; its comments say what to do instead in later versions. */
  readonly configuration: string;
  /** For the Cloudflared app's options; takes the tunnel token. */
  readonly addonOptions: (token: string) => string;
  /** A service for docker compose; takes the tunnel token. */
  readonly dockerCompose: (token: string) => string;
}

/**
 * https://www.home-assistant.io/integrations/http/#reverse-proxies. Where the connector's requests come from depends on
 * what runs it: the app has a network of its own (https://github.com/homeassistant-apps/app-cloudflared), a container on
 * the host's network comes from the machine itself, and one elsewhere from its machine.
 */
export function homeAssistantSetup(origins: readonly string[]): HomeAssistantSetup {
  const networks = origins.every(isLocalOrigin) ? besideHomeAssistant : elsewhere;
  return {
    configuration: `${[...notForLaterVersions, ...httpBlock(networks)].join("\n")}\n`,
    addonOptions: (token) => `${appOptions(token)}\n`,
    dockerCompose: (token) => `${["services:", ...connectorService(token, onHostNetwork)].join("\n")}\n`,
  };
}

/** Where Home Assistant has its trusted proxies from 2026.8 on. https://github.com/home-assistant/core/pull/178284 */
export const reverseProxyPage = "Settings → System → Network → HTTP server → Reverse proxy";

/** The lines of configuration.yaml that trust these networks; without effect from Home Assistant 2026.8 on. */
export function configurationLines(networks: readonly string[]): string {
  return httpBlock(networks.map(listed)).join("\n");
}

/** All options of the Cloudflared app: its schema insists on the list. */
export function appOptions(token: string): string {
  return `additional_hosts: []\ntunnel_token: ${token}`;
}

/**
 * The connector as a service of docker compose, below `services:`.
 * @param network the lines that say in which network it runs
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

/** For a service of docker compose beside Home Assistant. */
export const onHostNetwork = [
  "# So that Home Assistant on this machine sees its requests come from 127.0.0.1.",
  "network_mode: host",
];

function httpBlock(networks: readonly string[]): string[] {
  return ["http:", "  use_x_forwarded_for: true", "  trusted_proxies:", ...networks];
}

const listed = (network: string): string => `    - ${network}`;

const notForLaterVersions = [
  "# Up to Home Assistant 2026.7. Later versions ignore these lines; there, add the addresses on this page, and confirm",
  "# within five minutes of the restart:",
  `# ${reverseProxyPage}`,
];

const besideHomeAssistant = [
  "    # The Cloudflared app:",
  listed(appNetwork),
  "    # cloudflared on the same machine, in docker with the host's network or without docker:",
  ...ownMachine.map(listed),
];

const elsewhere = [
  "    # Write the address of the machine on which cloudflared runs instead of this line's last word:",
  listed("address-of-cloudflared"),
];

/** Whether an origin says that Home Assistant is on the connector's machine. Where it is not, the address of that one is not known here. */
export function isLocalOrigin(origin: string): boolean {
  return /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\]|homeassistant|172\.30\.32\.\d+)(:|$)/i.test(origin);
}
