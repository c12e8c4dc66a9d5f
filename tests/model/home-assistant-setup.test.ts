import { parse } from "yaml";
import { homeAssistantSetup } from "../../model/home-assistant-setup.ts";

test("Home Assistant trusts the add-on's network where the connector is the add-on", () => {
  expect(parse(homeAssistantSetup(["http://homeassistant:8123"]).configuration)).toEqual({
    http: { use_x_forwarded_for: true, trusted_proxies: ["172.30.33.0/24"] },
  });
});

test.each(["http://localhost:8123", "http://127.0.0.1:8123", "http://[::1]:8123"])(
  "it trusts its own machine where the origin is %s",
  (origin) => {
    expect(parse(homeAssistantSetup([origin]).configuration)).toEqual({
      http: { use_x_forwarded_for: true, trusted_proxies: ["127.0.0.1", "::1"] },
    });
  },
);

test("the connector is started with the token in the environment, not in its arguments", () => {
  const setup = homeAssistantSetup(["http://homeassistant:8123"]);
  const compose = parse(setup.dockerCompose("eyJhIjoiYiJ9")) as { services: { cloudflared: object } };
  expect(compose.services.cloudflared).toMatchObject({
    command: "tunnel --no-autoupdate run",
    environment: { TUNNEL_TOKEN: "eyJhIjoiYiJ9" },
  });
  expect(parse(setup.addonOptions("eyJhIjoiYiJ9"))).toEqual({ tunnel_token: "eyJhIjoiYiJ9" });
});
