/** What Home Assistant's side needs: it answers 400 to everything until it trusts the proxy that cloudflared is. */
export interface HomeAssistantSetup {
  /** For configuration.yaml. */
  readonly configuration: string;
  /** For the Cloudflared add-on's options; takes the tunnel token. */
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
  return {
    configuration: `${httpBlock(origins.every(isLocalOrigin) ? besideHomeAssistant : elsewhere)}\n`,
    addonOptions: (token) => `tunnel_token: ${token}\n`,
    dockerCompose: (token) =>
      [
        "services:",
        "  cloudflared:",
        "    image: cloudflare/cloudflared:latest",
        "    restart: unless-stopped",
        "    # So that Home Assistant on this machine sees its requests come from 127.0.0.1.",
        "    network_mode: host",
        "    command: tunnel --no-autoupdate run",
        "    environment:",
        `      TUNNEL_TOKEN: ${token}`,
        "",
      ].join("\n"),
  };
}

/** Where Home Assistant has its trusted proxies from 2026.8 on. https://github.com/home-assistant/core/pull/178284 */
export const reverseProxyPage = "Settings → System → Network → HTTP server → Reverse proxy";

/** The lines of configuration.yaml that trust these networks; without effect from Home Assistant 2026.8 on. */
export function configurationLines(networks: readonly string[]): string {
  return httpBlock(networks.map((network) => `    - ${network}`));
}

function httpBlock(networks: readonly string[]): string {
  return ["http:", "  use_x_forwarded_for: true", "  trusted_proxies:", ...networks].join("\n");
}

const besideHomeAssistant = [
  "    # The Cloudflared app:",
  "    - 172.30.33.0/24",
  "    # cloudflared on the same machine, in docker with the host's network or without docker:",
  "    - 127.0.0.1",
  "    - ::1",
];

const elsewhere = [
  "    # Write the address of the machine on which cloudflared runs instead of this line's last word:",
  "    - address-of-cloudflared",
];

/** Whether an origin says that Home Assistant is on the connector's machine. Where it is not, the address of that one is not known here. */
export function isLocalOrigin(origin: string): boolean {
  return /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\]|homeassistant|172\.30\.32\.\d+)(:|$)/i.test(origin);
}
