import { parse } from "yaml";
import { homeAssistantSetup } from "../../../domain/guides/home-assistant-setup.ts";

test.each([
  "http://homeassistant:8123",
  "http://localhost:8123",
  "http://127.0.0.1:8123",
  "http://[::1]:8123",
  "https://172.30.32.1:8123",
])(
  "where the connector is beside %s, Home Assistant trusts the app's network and its own machine",
  (origin) => {
    expect(parse(homeAssistantSetup([origin]).configuration)).toEqual({
      http: { use_x_forwarded_for: true, trusted_proxies: ["172.30.33.0/24", "127.0.0.1", "::1"] },
    });
  },
);

test.each(["http://192.168.1.20:8123", "http://homeassistant.local:8123", "http://ha.lan:8123"])(
  "where the origin is %s, elsewhere in the network, the owner is asked for the connector's address",
  (origin) => {
    const { configuration } = homeAssistantSetup([origin]);
    expect(configuration).toContain("the address of the machine that runs cloudflared");
    expect(configuration).not.toContain("172.30.33.0/24");
  },
);

test("the connector is started with the token in the environment, not in its arguments, on the host's network", () => {
  const setup = homeAssistantSetup(["http://homeassistant:8123"]);
  const compose = parse(setup.dockerCompose("eyJhIjoiYiJ9")) as { services: { cloudflared: object } };
  expect(compose.services.cloudflared).toMatchObject({
    command: "tunnel --no-autoupdate run",
    network_mode: "host",
    environment: { TUNNEL_TOKEN: "eyJhIjoiYiJ9" },
  });
  expect(parse(setup.addonOptions("eyJhIjoiYiJ9"))).toEqual({
    additional_hosts: [],
    tunnel_token: "eyJhIjoiYiJ9",
  });
});

test("the lines for configuration.yaml say where these settings are in later versions", () => {
  const { configuration } = homeAssistantSetup(["http://homeassistant:8123"]);
  expect(configuration).toMatch(/^# For Home Assistant up to 2026\.7\. Later versions ignore these lines;/);
  expect(configuration).toContain("HTTP server → Reverse proxy");
});
