import { mistakes, type Row, testRefusals } from "./mistakes.ts";

const service = { hostname: "ha.example.com", origin: "http://ha:8123" };
const nas = { hostname: "nas.example.com", origin: "http://nas" };

function services(...list: readonly unknown[]): Readonly<Record<string, unknown>> {
  return { hostname: "", services: list };
}

const rows: readonly Row[] = [
  ["no hostname", { hostname: "" }, "hostname [missing-key] npx pulumi config set hostname"],
  [
    "a hostname in another zone",
    { hostname: "ha.example.org" },
    "hostname [hostname-outside-zone] .example.com",
  ],
  [
    "a hostname that only ends with the zone's letters",
    { hostname: "ha-example.com" },
    "hostname [hostname-outside-zone] .example.com",
  ],
  [
    "two devices with the same name",
    { devices: [{ name: "a" }, { name: "b" }, { name: "a" }] },
    "devices[2].name [duplicate-device] its own name",
  ],
  [
    "keepPrevious in the first generation",
    { devices: [{ name: "a", keepPrevious: true }] },
    "devices[0].keepPrevious [bad-value] Raise generation",
  ],
  [
    "a certificate request combined with an algorithm",
    { devices: [{ name: "a", csr: "a.pem", keyAlgorithm: "rsa-2048" }] },
    "devices[0].csr [bad-value] remove them",
  ],
  [
    "services combined with a hostname",
    { services: [{ hostname: "a.example.com", origin: "http://a" }] },
    "services [bad-value] Keep one form",
  ],
  [
    "Home Assistant at its public hostname",
    { homeAssistant: { url: "https://ha.example.com" } },
    "homeAssistant.url [bad-value] address at home",
  ],
  [
    "an unknown device",
    services({ ...service, devices: ["ben"] }),
    "services[0].devices[0] [unknown-device] Add the device",
  ],
  [
    "a word in place of a list of devices",
    services({ ...service, devices: "nobody" }),
    'services[0].devices [bad-value] ["anna-phone"]',
  ],
  [
    "two services with the same hostname",
    services(nas, { ...service, hostname: "NAS.example.com" }),
    "services[1].hostname [duplicate-hostname] its own hostname",
  ],
  [
    "a service without an origin",
    services({ hostname: "ha.example.com" }),
    "services[0].origin [missing-key] Add it",
  ],
  [
    "a service without a hostname",
    services({ origin: "http://ha" }),
    "services[0].hostname [missing-key] Add it",
  ],
  [
    "a service in another zone",
    services(service, { ...nas, hostname: "nas.example.org" }),
    "services[1].hostname [hostname-outside-zone] .example.com",
  ],
  [
    "a path in a service's origin",
    services({ ...service, origin: "http://ha/x" }),
    "services[0].origin [bad-value] only",
  ],
  [
    "a Host header with a space",
    services({ ...service, httpHostHeader: "a b" }),
    "services[0].httpHostHeader [bad-value] host name",
  ],
  [
    "an unknown key of a service",
    services({ ...service, port: 1 }),
    "services[0].port [unknown-key] spelling",
  ],
];

testRefusals(rows);

test("all mistakes are reported together, those in one setting and those between settings", () => {
  const problems = mistakes({
    zone: "example.com",
    services: [
      { ...service, devices: ["carl"] },
      { ...service, origin: "ha" },
    ],
    lanes: [{ hostname: "x.example.com", preset: "webhook", reason: "" }],
    country: "XX",
    colour: "red",
    devices: [{ name: "a" }, { name: "a", generation: -1 }, { name: "B" }],
  });
  expect(problems.map(({ where, code }) => `${where} ${code}`).sort()).toEqual([
    "colour unknown-key",
    "country bad-value",
    "devices[1].generation bad-value",
    "devices[1].name duplicate-device",
    "devices[2].name device-name",
    "lanes[0].hostname unknown-hostname",
    "lanes[0].preset bad-value",
    "lanes[0].reason bad-value",
    "services[0].devices[0] unknown-device",
    "services[1].hostname duplicate-hostname",
    "services[1].origin bad-value",
  ]);
});
