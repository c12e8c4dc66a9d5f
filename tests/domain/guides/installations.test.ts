import { parse } from "yaml";
import { type Installation, installations, setupPieces } from "../../../domain/guides/installations.ts";

const token = "eyJhIjoiYiJ9";
const origins: Readonly<Record<Installation, string>> = {
  app: "http://homeassistant:8123",
  compose: "http://homeassistant:8123",
  host: "http://localhost:8123",
  venv: "http://localhost:8123",
};
const pieces = (installation: Installation) => setupPieces(installation, token, [origins[installation]]);
const names = Object.keys(installations) as Installation[];

const textsOf = (installation: Installation) => pieces(installation).flatMap(({ text }) => text ?? []);

test.each([
  ["app", ["172.30.33.0/24"]],
  ["compose", ["172.31.255.2"]],
  ["host", ["127.0.0.1", "::1"]],
  ["venv", ["127.0.0.1", "::1"]],
] as const)(
  "%s: the proxies that are true there, for the interface and for configuration.yaml",
  (name, proxies) => {
    const texts = textsOf(name);
    expect(texts).toContain(proxies.join("\n"));
    expect(parse(texts.at(-1) ?? "")).toEqual({
      http: { use_x_forwarded_for: true, trusted_proxies: proxies },
    });
  },
);

test.each(names)("%s: the steps in the user interface come first, including the five minutes", (name) => {
  const all = pieces(name).map(({ where }) => where);
  const place = (words: string) => all.findIndex((where) => where.includes(words));
  expect(place("HTTP server → Reverse proxy")).toBeGreaterThan(-1);
  expect(place("within five minutes")).toBe(place("HTTP server → Reverse proxy") + 1);
  expect(place("up to 2026.7")).toBe(place("within five minutes") + 1);
});

test.each(names)("%s: exactly one piece contains the token, and no command line does", (name) => {
  const withToken = textsOf(name).filter((text) => text.includes(token));
  expect(withToken).toHaveLength(1);
  expect(withToken[0]).not.toMatch(new RegExp(`(command|ExecStart).*${token}`));
});

test("compose: the connector has the trusted address, inside the network's range", () => {
  const { services, networks } = parse(textsOf("compose")[0] ?? "") as {
    services: Record<string, { networks: unknown; environment?: object }>;
    networks: object;
  };
  expect(services["homeassistant"]).toEqual({ networks: ["tunnel"] });
  expect(services["cloudflared"]).toMatchObject({
    networks: { tunnel: { ipv4_address: "172.31.255.2" } },
    environment: { TUNNEL_TOKEN: token },
  });
  expect(networks).toEqual({ tunnel: { ipam: { config: [{ subnet: "172.31.255.0/28" }] } } });
});

test("the app's options are complete, including the required list of additional hosts", () => {
  expect(parse(textsOf("app")[0] ?? "")).toEqual({ additional_hosts: [], tunnel_token: token });
});

test("an origin that doesn't fit the installation is reported with the line for the stack file", () => {
  const [first] = setupPieces("host", token, ["http://homeassistant:8123"]);
  expect(first?.where).toContain("sends requests to http://homeassistant:8123");
  expect(first?.text).toBe("ha-mtls:origin: http://localhost:8123");
  expect(pieces("host")[0]?.text).not.toContain("origin");
});
