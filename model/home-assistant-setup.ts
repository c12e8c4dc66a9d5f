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
 * https://www.home-assistant.io/integrations/http/#reverse-proxies and
 * https://github.com/homeassistant-apps/app-cloudflared (the add-on's address range).
 */
export function homeAssistantSetup(origins: readonly string[]): HomeAssistantSetup {
  const local = origins.some((origin) => /\/\/(localhost|127\.0\.0\.1|\[::1\])/.test(origin));
  const proxies = local ? ["127.0.0.1", "::1"] : ["172.30.33.0/24"];
  return {
    configuration: [
      "http:",
      "  use_x_forwarded_for: true",
      "  trusted_proxies:",
      ...proxies.map((proxy) => `    - ${proxy}`),
      "",
    ].join("\n"),
    addonOptions: (token) => `tunnel_token: ${token}\n`,
    dockerCompose: (token) =>
      [
        "services:",
        "  cloudflared:",
        "    image: cloudflare/cloudflared:latest",
        "    restart: unless-stopped",
        "    command: tunnel --no-autoupdate run",
        "    environment:",
        `      TUNNEL_TOKEN: ${token}`,
        "",
      ].join("\n"),
  };
}
