import { type Row, testRefusals } from "./mistakes.ts";

function lane(settings: object): Readonly<Record<string, unknown>> {
  return { lanes: [{ reason: "the doorbell calls", paths: ["/x"], ...settings }] };
}

const device = (settings: object) => ({ devices: [settings] });

const hostnames: readonly Row[] = [
  ["a wildcard as zone", { zone: "*.example.com" }, "zone [bad-value] Name each hostname"],
  ["a wildcard hostname", { hostname: "*.example.com" }, "hostname [bad-value] Name each hostname"],
  ["a hostname with a scheme", { hostname: "https://ha.example.com" }, "hostname [bad-value] without scheme"],
  ["a hostname with a port", { hostname: "ha.example.com:443" }, "hostname [bad-value] without scheme, port"],
  ["a hostname with a trailing dot", { hostname: "ha.example.com." }, "hostname [bad-value] ha.example.com"],
  ["a hostname with a quote", { hostname: 'ha".example.com' }, "hostname [bad-value] ha.example.com"],
  ["a hostname with umlauts", { hostname: "bär.example.com" }, "hostname [bad-value] xn--br-via.example.com"],
];

const origins: readonly Row[] = [
  [
    "an origin without a scheme",
    { origin: "homeassistant:8123" },
    "origin [bad-value] http://homeassistant:8123",
  ],
  [
    "an origin of another scheme",
    { origin: "tcp://ha:8123" },
    "origin [bad-value] http://homeassistant:8123",
  ],
  ["an origin with a path", { origin: "http://ha:8123/lovelace" }, "origin [bad-value] host and port only"],
  ["an origin with a slash", { origin: "http://ha:8123/" }, "origin [bad-value] host and port only"],
  ["an origin with a query", { origin: "http://ha?x=1" }, "origin [bad-value] scheme, host and port only"],
  ["an origin with a password", { origin: "http://u:p@ha" }, "origin [bad-value] scheme, host and port only"],
  [
    "an origin with an impossible port",
    { origin: "http://ha:99999" },
    "origin [bad-value] host and port only",
  ],
  ["an origin with spaces", { origin: "http://ha :8123" }, "origin [bad-value] scheme, host and port only"],
  [
    "a plain http address of Home Assistant outside the home network",
    { homeAssistant: { url: "http://home.example.net:8123" } },
    "homeAssistant.url [bad-value] Use https://",
  ],
];

const subjects: readonly Row[] = [
  ["a country code that does not exist", { country: "UK" }, "country [bad-value] ISO 3166-1"],
  ["a country code in lower case", { country: "no" }, "country [bad-value] two capital letters"],
  ["Norway without quotes, which YAML may read as false", { country: false }, 'country [bad-value] "NO"'],
  ["an organization of spaces", { organization: "  " }, "organization [bad-value] for example Home"],
  ["an organization on two lines", { organization: "a\nb" }, "organization [bad-value] one line"],
  ["an organization of 65 characters", { organization: "ä".repeat(65) }, "organization [bad-value] shorter"],
];

const devices: readonly Row[] = [
  ["a device name that YAML reads as a number", device({ name: 5 }), "devices[0].name [bad-value] in quotes"],
  [
    "a device name with a space",
    device({ name: "Anna Phone" }),
    'devices[0].name [device-name] a-z, 0-9 and "-"',
  ],
  [
    "a device name of 64 letters",
    device({ name: "a".repeat(64) }),
    "devices[0].name [device-name] at most 63",
  ],
  ["a device name that leaves its folder", device({ name: "../x" }), "devices[0].name [device-name] a-z"],
  ["a device name with a dot", device({ name: "anna.2" }), "devices[0].name [device-name] a-z"],
  [
    "an empty path of a certificate request",
    device({ name: "a", csr: "" }),
    "devices[0].csr [bad-value] PEM file",
  ],
];

const lanes: readonly Row[] = [
  ["a path with a query", lane({ paths: ["/a?b"] }), "lanes[0].paths[0] [bad-value] without query"],
  ["an escaped path", lane({ paths: ["/a", "/a%2fb"] }), "lanes[0].paths[1] [bad-value] '%'"],
  ["a path with a star", lane({ paths: ["/a/*"] }), "lanes[0].paths[0] [bad-value] '*'"],
  ["a path with an empty part", lane({ paths: ["/a//b"] }), "lanes[0].paths[0] [bad-value] empty parts"],
  ["a path without a slash", lane({ paths: ["a"] }), "lanes[0].paths[0] [bad-value] first slash"],
  ["a path with a quote", lane({ paths: ['/a"b'] }), "lanes[0].paths[0] [bad-value] first slash"],
  ["a path that climbs", lane({ paths: ["/a/../b"] }), "lanes[0].paths[0] [bad-value] without . and .."],
  ["a prefix that climbs", lane({ prefix: "/a/../" }), "lanes[0].prefix [bad-value] without . and .."],
  ["a webhook without its id", lane({ webhook: null }), "lanes[0].webhook [bad-value] Home Assistant shows"],
  ["a webhook's id with a slash", lane({ webhook: "a/b" }), "lanes[0].webhook [bad-value] letters, digits"],
  [
    "a webhook's id that YAML reads as a number",
    lane({ webhook: 5 }),
    "lanes[0].webhook [bad-value] in quotes",
  ],
  [
    "an incomplete IP address",
    lane({ addresses: ["1.2.3"] }),
    "lanes[0].addresses[0] [bad-value] 203.0.113.7",
  ],
  [
    "an IP range with bits beyond its prefix",
    lane({ addresses: ["203.0.113.7/24"] }),
    "lanes[0].addresses[0] [bad-value] 203.0.113.0/24",
  ],
  [
    "a wrong acknowledgement",
    lane({ acknowledge: "ok" }),
    "lanes[0].acknowledge [bad-value] this opens the login page",
  ],
];

testRefusals([...hostnames, ...origins, ...subjects, ...devices, ...lanes]);
