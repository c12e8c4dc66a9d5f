import { appNetwork, ownMachine } from "../home-assistant/proxies.ts";
import {
  appOptions,
  configurationLines,
  connectorService,
  homeAssistantSetup,
  reverseProxyPage,
} from "./home-assistant-setup.ts";

/** Ways in which Home Assistant and its connector, cloudflared, are installed. */
export const installations = {
  app: "Home Assistant OS: the Cloudflared app beside it",
  compose: "docker compose: Home Assistant and cloudflared in one network of their own",
  host: "docker: Home Assistant and cloudflared on the host's network",
  venv: "Home Assistant Core in a virtual environment, and cloudflared as a service of the same machine",
} as const;

export type Installation = keyof typeof installations;

/** One thing to do at Home Assistant: where, and what to paste there. */
export interface Piece {
  readonly where: string;
  /** Undefined if there is nothing to paste. May contain the tunnel's token, a secret. */
  readonly text?: string;
}

interface Side {
  /** Where the connector reaches Home Assistant; the stack file's origin. */
  readonly origin: string;
  /** Addresses of its requests, which Home Assistant has to trust. */
  readonly proxies: readonly string[];
  readonly connector: (token: string) => readonly Piece[];
}

/**
 * Returns everything to do by hand at Home Assistant, in order.
 * @param origins origins of the stack file's services
 */
export function setupPieces(installation: Installation, token: string, origins: readonly string[]): Piece[] {
  const { origin, proxies, connector } = sides[installation];
  return [...originPiece(origin, origins), ...connector(token), ...trustPieces(proxies)];
}

function originPiece(origin: string, origins: readonly string[]): Piece[] {
  return origins.includes(origin)
    ? []
    : [
        {
          where: `The stack file sends requests to ${origins.join(", ")}. For this installation, change it and run npx pulumi up:`,
          text: `ha-mtls:origin: ${origin}`,
        },
      ];
}

/**
 * From 2026.8 on, the HTTP server's settings are in the user interface, and on trial until they are confirmed.
 * https://www.home-assistant.io/integrations/http/#reverse-proxies, https://github.com/home-assistant/core/pull/178284
 */
function trustPieces(proxies: readonly string[]): Piece[] {
  return [
    {
      where:
        `Home Assistant 2026.8 or later: ${reverseProxyPage}.\n` +
        "Turn on “Trust X-Forwarded-For”, and add each of these to “Trusted proxies”:",
      text: proxies.join("\n"),
    },
    {
      where:
        "Save. Home Assistant restarts with the new settings. Confirm them there within five minutes; otherwise it\n" +
        "restores the old ones and answers 400: Bad Request.",
    },
    {
      where:
        "Home Assistant up to 2026.7 instead (later versions ignore it): add to configuration.yaml, then restart:",
      text: configurationLines(proxies),
    },
  ];
}

/** The connector has a fixed address, so that no other container is trusted. https://docs.docker.com/reference/compose-file/networks/ */
const network = { subnet: "172.31.255.0/28", connector: "172.31.255.2" };

const sides: Readonly<Record<Installation, Side>> = {
  app: {
    origin: "http://homeassistant:8123",
    proxies: [appNetwork],
    connector: (token) => [
      {
        where:
          "Settings → Apps → Cloudflared → Configuration, edited as YAML (the app is in the repository\n" +
          "https://github.com/homeassistant-apps/repository; apps were called add-ons before 2026):",
        text: appOptions(token),
      },
      { where: "Turn on “Start on boot” and “Watchdog”, and start the app." },
    ],
  },
  compose: {
    origin: "http://homeassistant:8123",
    proxies: [network.connector],
    connector: (token) => [
      {
        where:
          "compose.yaml, in addition to what the service homeassistant already has. If it has network_mode: host,\n" +
          "follow the steps for host instead. Afterwards: docker compose up -d",
        text: composeNetwork(token),
      },
    ],
  },
  host: {
    origin: "http://localhost:8123",
    proxies: ownMachine,
    connector: (token) => [
      {
        where: "compose.yaml, on Home Assistant's machine. Afterwards: docker compose up -d",
        text: homeAssistantSetup([]).dockerCompose(token).trimEnd(),
      },
    ],
  },
  venv: {
    origin: "http://localhost:8123",
    proxies: ownMachine,
    connector: (token) => [
      {
        where:
          "/etc/cloudflared/tunnel.env, which only root may read. Type sudo install -D -m 600 /dev/stdin\n" +
          "/etc/cloudflared/tunnel.env, paste this, and press Ctrl-D:",
        text: `TUNNEL_TOKEN=${token}`,
      },
      {
        where: "/etc/systemd/system/cloudflared.service. Afterwards: sudo systemctl enable --now cloudflared",
        text: systemdUnit,
      },
    ],
  },
};

function composeNetwork(token: string): string {
  const inNetwork = ["networks:", "  tunnel:", `    ipv4_address: ${network.connector}`];
  return [
    "services:",
    "  homeassistant:",
    "    networks: [tunnel]",
    ...connectorService(token, inNetwork),
    "networks:",
    "  tunnel:",
    "    ipam:",
    "      config:",
    `        - subnet: ${network.subnet}`,
  ].join("\n");
}

/** The token is in the environment, because other users can see command lines. */
const systemdUnit = [
  "[Unit]",
  "Description=Cloudflare Tunnel of Home Assistant",
  "Wants=network-online.target",
  "After=network-online.target",
  "",
  "[Service]",
  "DynamicUser=yes",
  "EnvironmentFile=/etc/cloudflared/tunnel.env",
  "ExecStart=/usr/bin/env cloudflared tunnel --no-autoupdate run",
  "Restart=always",
  "",
  "[Install]",
  "WantedBy=multi-user.target",
].join("\n");
