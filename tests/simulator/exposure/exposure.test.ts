import { readCertificateFacts } from "cloudflare-simulator/ca/certificate-facts.ts";
import { findExposures } from "cloudflare-simulator/exposure/exposure.ts";
import { gate, homeAssistant, ingressOf, World } from "../support/edge-world.ts";

const ha = "ha.example.com";
let world: World;

beforeEach(async () => {
  world = await World.create();
});

/** `who hostname path service` of each exposure. */
function exposed(): string[] {
  return findExposures(world.state).map(
    ({ who, hostname, path, service }) => `${who} ${hostname} ${path} ${service}`,
  );
}

function who(): string[] {
  return [...new Set(findExposures(world.state).map((exposure) => exposure.who))].sort();
}

describe("nobody gets in", () => {
  test("where nothing is routed", () => {
    expect(exposed()).toEqual([]);
  });

  test("without a DNS record", () => {
    world.tunnel(ingressOf(ha), []);
    expect(exposed()).toEqual([]);
  });

  test("without an ingress rule for the name", () => {
    world.tunnel(ingressOf("other.example.com"), [ha]);
    expect(exposed()).toEqual([]);
  });

  test("through a deleted tunnel, a record that is not proxied, or a bare status", () => {
    const deleted = world.tunnel(ingressOf(ha), [ha]);
    world.state.tunnels.get(deleted)!.deletedAt = "2026-01-01T00:00:00Z";
    const live = world.tunnel(ingressOf("dns-only.example.com"), []);
    world.record("dns-only.example.com", `${live}.cfargotunnel.com`, { proxied: false });
    world.tunnel([{ service: "http_status:200" }], ["status.example.com"]);
    expect(exposed()).toEqual([]);
  });

  test("behind a gate that lists devices", async () => {
    const device = await world.device();
    await world.otherCustomer();
    world.state.hostnameAssociations = [ha];
    world.tunnel(ingressOf(ha), [ha]);
    world.rules(gate(ha, device.pin));
    expect(exposed()).toEqual([]);
  });

  test("behind a rule that blocks everybody", () => {
    world.tunnel(ingressOf(ha), [ha]);
    world.rules(`http.host eq "${ha}"`);
    expect(exposed()).toEqual([]);
  });
});

describe("finds", () => {
  test("an open hostname on every path that matters", () => {
    world.setting("always_use_https", "on");
    world.tunnel(ingressOf(ha), [ha]);
    expect(exposed()).toEqual(
      ["/", "/auth/authorize", "/api/websocket", "/api/webhook/x"].map(
        (path) => `no certificate ${ha} ${path} ${homeAssistant}`,
      ),
    );
  });

  test("the same with and without a connected connector, because one may connect at any moment", () => {
    world.tunnel(ingressOf(ha), [ha]);
    const found = exposed();
    world.state.playsConnectors = false;
    expect(found).not.toEqual([]);
    expect(exposed()).toEqual(found);
  });

  test("a disabled rule", async () => {
    const { pin } = await world.device();
    world.state.hostnameAssociations = [ha];
    world.tunnel(ingressOf(ha), [ha]);
    world.rules({ expression: gate(ha, pin), enabled: false });
    expect(who()).toContain("no certificate");
  });

  test("a rule that trusts every certificate of the CA, even when no other customer is known", () => {
    world.state.hostnameAssociations = [ha];
    world.tunnel(ingressOf(ha), [ha]);
    world.rules(`http.host eq "${ha}" and not cf.tls_client_auth.cert_verified`);
    expect(who()).toEqual(["another customer's certificate"]);
  });

  test("a rule that trusts the CA by its key", async () => {
    const { issued } = await world.device();
    const { issuerSki } = readCertificateFacts(world.state, issued.certificate);
    expect(issuerSki).toMatch(/^[0-9A-F]{40}$/);
    world.state.hostnameAssociations = [ha];
    world.tunnel(ingressOf(ha), [ha]);
    world.rules(`http.host eq "${ha}" and cf.tls_client_auth.cert_issuer_ski ne "${issuerSki}"`);
    expect(who()).toEqual(["another customer's certificate"]);
  });

  test("a rule that trusts a subject, which anybody can ask for", async () => {
    await world.device("phone");
    world.state.hostnameAssociations = [ha];
    world.tunnel(ingressOf(ha), [ha]);
    world.rules(`http.host eq "${ha}" and not cf.tls_client_auth.cert_subject_dn eq "CN=phone,O=Home"`);
    expect(who()).toEqual(["another customer's certificate"]);
  });

  test("a rule that forgets revocation", async () => {
    const lost = await world.device("lost");
    await world.device("kept");
    lost.issued.status = "pending_revocation";
    world.state.hostnameAssociations = [ha];
    world.tunnel(ingressOf(ha), [ha]);
    world.rules(`http.host eq "${ha}" and not cf.tls_client_auth.cert_fingerprint_sha256 in {"${lost.pin}"}`);
    expect(who()).toEqual(["revoked certificate"]);
    expect(findExposures(world.state)[0]?.detail).toContain(lost.issued.id);
  });

  test("certificates only where some hostname asks for them", () => {
    world.tunnel(ingressOf(ha), [ha]);
    world.rules(`http.host eq "${ha}" and not cf.tls_client_auth.cert_verified`);
    expect(exposed()).toEqual([]);
    world.state.hostnameAssociations = ["other.example.com"];
    expect(who()).toEqual(["another customer's certificate"]);
  });

  test.each([
    ["upper case that a case-sensitive rule misses", ha.toUpperCase()],
    ["a trailing dot that an exact rule misses", `${ha}.`],
  ])("%s, when a catch-all leads to the origin", (_, spelling) => {
    world.tunnel([{ service: homeAssistant }], [ha]);
    world.rules(`http.host eq "${ha}"`);
    expect(new Set(findExposures(world.state).map((exposure) => exposure.hostname))).toContain(spelling);
  });

  test("any name below a wildcard record", () => {
    world.setting("always_use_https", "on");
    world.tunnel(
      [{ hostname: "*.example.com", service: homeAssistant }, { service: "http_status:404" }],
      ["*.example.com"],
    );
    world.rules(`http.host eq "${ha}"`);
    expect(exposed()[0]).toBe(`no certificate stranger-chosen-name.example.com / ${homeAssistant}`);
    world.rules(`ends_with(lower(http.host), ".example.com") or lower(http.host) eq "example.com"`);
    expect(exposed()).toEqual([]);
  });

  test("another name that points to the same tunnel", () => {
    world.tunnel([{ service: homeAssistant }], [ha]);
    world.record("alias.example.com", ha);
    world.rules(`lower(http.host) in {"${ha}" "${ha}."}`);
    expect(new Set(findExposures(world.state).map((exposure) => exposure.hostname.toLowerCase()))).toEqual(
      new Set(["alias.example.com", "alias.example.com."]),
    );
  });

  test.each([
    ["a header", `http.user_agent contains "UptimeRobot"`],
    ["a header by name", `any(http.request.headers["x-secret"][*] eq "s3cret")`],
    ["any header", `any(http.request.headers[*][*] eq "s3cret")`],
    [
      "two headers",
      `any((http.request.headers["x-a"][*] eq "1" and lower(http.request.headers["x-b"][*])[*] eq "2"))`,
    ],
    ["a method", `http.request.method eq "OPTIONS"`],
    ["a country", `ip.src.country eq "NL"`],
    ["a network operator", `ip.geoip.asnum in {64500 64510}`],
    [
      "several together",
      `ip.src.country in {"NL" "BE"} and http.user_agent eq "x" and http.request.uri.query contains "k=1"`,
    ],
    ["a path", `http.request.uri.path eq "/open"`],
    ["the start of a path", `starts_with(http.request.uri.path, "/api/webhook/abc")`],
    ["the end of the address", `http.request.full_uri wildcard "https://ha.example.com/open/*"`],
    ["plain HTTP", `not ssl`],
  ])("a skip rule that a stranger can satisfy: %s", (_, expression) => {
    world.tunnel(ingressOf(ha), [ha]);
    world.rules(
      { action: "skip", expression, action_parameters: { ruleset: "current" } },
      `lower(http.host) eq "${ha}"`,
    );
    expect(who()).toEqual(["no certificate"]);
  });

  test.each([
    ["country", "NL"],
    ["asn", "AS64500"],
  ])("an IP Access rule that allows a %s", (target, value) => {
    world.tunnel(ingressOf(ha), [ha]);
    world.rules(`lower(http.host) eq "${ha}"`);
    world.accessRule("whitelist", target, value);
    expect(who()).toEqual(["no certificate"]);
  });
});

test.each([
  ["the rest of the phase", { phase: "current" }],
  ["the rest of the list", { ruleset: "current" }],
])("a rule that skips %s before the gate opens it", (_what, action_parameters) => {
  world.tunnel(ingressOf(ha), [ha]);
  world.rules({ action: "skip", expression: "true", action_parameters }, `lower(http.host) eq "${ha}"`);
  expect(who()).toEqual(["no certificate"]);
});

test("a rule that skips the gate by its id opens it, and one that skips another rule doesn't", () => {
  world.tunnel(ingressOf(ha), [ha]);
  world.rules("ssl and not ssl", `lower(http.host) eq "${ha}"`);
  const [ruleset] = [...world.state.rulesets.values()];
  const [other, gateRule] = ruleset!.rules;
  const skipping = (id: string) => ({
    ...other!,
    id: "skip",
    action: "skip",
    expression: "true",
    action_parameters: { rules: { [ruleset!.id]: [id] } },
  });
  world.state.rulesets.set(ruleset!.id, { ...ruleset!, rules: [skipping(other!.id), gateRule!] });
  expect(exposed()).toEqual([]);
  world.state.rulesets.set(ruleset!.id, { ...ruleset!, rules: [skipping(gateRule!.id), gateRule!] });
  expect(who()).toEqual(["no certificate"]);
});

describe("doesn't count", () => {
  test("rules for a certain address, and skipped products", () => {
    world.tunnel(ingressOf(ha), [ha]);
    world.accessRule("whitelist", "ip", "192.0.2.1");
    world.rules(
      { action: "skip", expression: "ip.src eq 192.0.2.2", action_parameters: { ruleset: "current" } },
      { action: "skip", expression: "true", action_parameters: { products: ["waf"] } },
      `lower(http.host) eq "${ha}"`,
    );
    expect(exposed()).toEqual([]);
  });

  test("a challenge, which counts as a block", () => {
    world.tunnel(ingressOf(ha), [ha]);
    world.rules({ action: "managed_challenge", expression: `http.host eq "${ha}"` });
    expect(exposed()).toEqual([]);
  });

  test("lanes that a test expects, and nothing else", () => {
    world.tunnel(ingressOf(ha), [ha]);
    world.rules(`lower(http.host) eq "${ha}" and not starts_with(http.request.uri.path, "/api/webhook/")`);
    expect(exposed()).not.toEqual([]);
    world.state.expectations = { hosts: {}, lanes: [{ hostname: ha, path: "/api/webhook/*" }] };
    expect(exposed()).toEqual([]);
    world.state.expectations = { hosts: {}, lanes: [{ hostname: ha, path: "/api/webhook/x" }] };
    expect(exposed()).toContain(`no certificate ${ha} /api/webhook/ ${homeAssistant}`);
  });
});

test("an active certificate that expectations don't list for a hostname is found there", async () => {
  const [phone, tablet] = [await world.device("phone"), await world.device("tablet")];
  world.state.hostnameAssociations = [ha];
  world.tunnel(ingressOf(ha), [ha]);
  world.rules(gate(ha, phone.pin, tablet.pin));
  expect(exposed()).toEqual([]);
  world.state.expectations = { hosts: { [ha]: [phone.pin] }, lanes: [] };
  expect(who()).toEqual(["unlisted certificate"]);
  world.state.expectations = { hosts: { [ha]: [phone.pin, tablet.pin.toUpperCase()] }, lanes: [] };
  expect(exposed()).toEqual([]);
});

test("a search with 200 certificates, half of them revoked, is quick", async () => {
  const { certificate } = (await world.device()).issued;
  const pins = Array.from({ length: 200 }, (_, index) => index.toString(16).padStart(64, "0"));
  for (const [index, pin] of pins.entries()) {
    world.state.clientCertificates.set(pin, {
      id: pin,
      csr: "",
      certificate,
      fingerprint_sha256: pin,
      status: index % 2 === 0 ? "active" : "revoked",
      validity_days: 30,
    });
  }
  world.state.hostnameAssociations = [ha];
  world.tunnel(ingressOf(ha), [ha]);
  world.rules(...[0, 50, 100, 150].map((start) => gate(ha, ...pins.slice(start, start + 50))));
  findExposures(world.state);
  const started = process.cpuUsage();
  for (let run = 0; run < 20; run += 1) findExposures(world.state);
  const { user, system } = process.cpuUsage(started);
  // About 1 ms each here; the limit only catches a search that grows with the number of certificates.
  expect((user + system) / 20).toBeLessThan(20_000);
});
