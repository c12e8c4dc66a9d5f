import { readConfig } from "../../../domain/configuration/config.ts";
import { formatProblems, problemCodes, type Problem } from "../../../domain/errors.ts";
import { sound, stored } from "../stored-configuration.ts";

function mistakes(values: Readonly<Record<string, unknown>>): readonly Problem[] {
  const { configuration, problems } = readConfig(stored(values));
  expect(configuration).toBeUndefined();
  return problems;
}

type Row = readonly [title: string, values: Readonly<Record<string, unknown>>, place: string];

/** Each row is one mistake in an otherwise sound configuration, then `path [code] what to do`. */
const rows: readonly Row[] = [
  ["an unknown key", { colour: "red" }, "colour [unknown-key] Pulumi.yaml"],
  ["no zone", { zone: "" }, "zone [missing-key] npx pulumi config set zone"],
  ["no hostname", { hostname: "" }, "hostname [missing-key] npx pulumi config set hostname"],
  ["a wildcard as zone", { zone: "*.example.com" }, "zone [bad-value] Name each hostname"],
  [
    "a hostname of another zone",
    { hostname: "ha.example.org" },
    "hostname [hostname-outside-zone] .example.com",
  ],
  [
    "a hostname that only ends with the zone's letters",
    { hostname: "ha-example.com" },
    "hostname [hostname-outside-zone] .example.com",
  ],
  ["a wildcard hostname", { hostname: "*.example.com" }, "hostname [bad-value] Name each hostname"],
  ["a hostname with a scheme", { hostname: "https://ha.example.com" }, "hostname [bad-value] without scheme"],
  ["a hostname with a port", { hostname: "ha.example.com:443" }, "hostname [bad-value] without scheme, port"],
  ["a hostname with a trailing dot", { hostname: "ha.example.com." }, "hostname [bad-value] ha.example.com"],
  ["a hostname with a quote", { hostname: 'ha".example.com' }, "hostname [bad-value] ha.example.com"],
  ["a hostname with umlauts", { hostname: "bär.example.com" }, "hostname [bad-value] xn--br-via.example.com"],
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
  [
    "an origin with a path",
    { origin: "http://ha:8123/lovelace" },
    "origin [bad-value] scheme, host and port only",
  ],
  ["an origin with a slash", { origin: "http://ha:8123/" }, "origin [bad-value] scheme, host and port only"],
  ["an origin with a query", { origin: "http://ha?x=1" }, "origin [bad-value] scheme, host and port only"],
  ["an origin with a password", { origin: "http://u:p@ha" }, "origin [bad-value] scheme, host and port only"],
  [
    "an origin with an impossible port",
    { origin: "http://ha:99999" },
    "origin [bad-value] host and port only",
  ],
  ["an origin with spaces", { origin: "http://ha :8123" }, "origin [bad-value] scheme, host and port only"],
  ["a country that is none", { country: "UK" }, "country [bad-value] ISO 3166-1"],
  ["a country in lower case", { country: "no" }, "country [bad-value] two capital letters"],
  ["Norway without quotes, which YAML may read as false", { country: false }, 'country [bad-value] "NO"'],
  ["an organization of spaces", { organization: "  " }, "organization [bad-value] for example Home"],
  ["an organization on two lines", { organization: "a\nb" }, "organization [bad-value] one line"],
  ["an organization of 65 characters", { organization: "ä".repeat(65) }, "organization [bad-value] shorter"],
  ["no days", { validityDays: 0 }, "validityDays [bad-value] from 1 to 3650"],
  ["too many days", { validityDays: 3651 }, "validityDays [bad-value] from 1 to 3650"],
  ["half a day", { validityDays: 0.5 }, "validityDays [bad-value] from 1 to 3650"],
  ["days in words", { validityDays: "ten" }, "validityDays [bad-value] from 1 to 3650"],
  ["an unknown algorithm", { keyAlgorithm: "rsa" }, 'keyAlgorithm [bad-value] "rsa-2048", "ecdsa-p256"'],
  [
    "an unknown encryption",
    { bundleEncryption: "aes" },
    'bundleEncryption [bad-value] "compatible", "modern"',
  ],
  ["an empty folder", { bundleDirectory: " " }, "bundleDirectory [bad-value] bundles/prod"],
  ["a folder on two lines", { bundleDirectory: "a\nb" }, "bundleDirectory [bad-value] bundles/prod"],
  ["an unknown plan", { plan: "gold" }, 'plan [bad-value] "free", "pro", "business", "enterprise"'],
  ["an unknown position", { gatePosition: "top" }, 'gatePosition [bad-value] "last", "first"'],
  ["a zone id that is none", { zoneId: "abc" }, "zoneId [bad-value] 32 hexadecimal digits"],
  ["an account id that is none", { accountId: "x" }, "accountId [bad-value] 32 hexadecimal digits"],
  ["an unknown zone setting", { zoneSettings: { https: "on" } }, "zoneSettings.https [unknown-key] spelling"],
  [
    "a weak SSL mode",
    { zoneSettings: { ssl: "flexible" } },
    'zoneSettings.ssl [bad-value] "strict", "leave"',
  ],
  [
    "a TLS version as a number",
    { zoneSettings: { minTlsVersion: 1.2 } },
    'zoneSettings.minTlsVersion [bad-value] "1.2", "1.3"',
  ],
  ["zone settings as text", { zoneSettings: "strict" }, "zoneSettings [bad-value] a group of settings"],
  ["skip rules as text", { allowSkipRules: "abc" }, "allowSkipRules [bad-value] a list"],
  ["devices as text", { devices: "anna" }, "devices [bad-value] a list"],
  ["a device as text", { devices: ["anna"] }, "devices[0] [bad-value] a group of settings"],
  ["a device without a name", { devices: [{}] }, "devices[0].name [missing-key] Add it"],
  [
    "a device name that YAML reads as a number",
    { devices: [{ name: 5 }] },
    "devices[0].name [bad-value] in quotes",
  ],
  [
    "a device name with a space",
    { devices: [{ name: "Anna Phone" }] },
    'devices[0].name [device-name] a-z, 0-9 and "-"',
  ],
  [
    "a device name of 64 letters",
    { devices: [{ name: "a".repeat(64) }] },
    "devices[0].name [device-name] at most 63",
  ],
  [
    "a device name that leaves its folder",
    { devices: [{ name: "../x" }] },
    "devices[0].name [device-name] a-z",
  ],
  ["a device name with a dot", { devices: [{ name: "anna.2" }] }, "devices[0].name [device-name] a-z"],
  [
    "two devices of one name",
    { devices: [{ name: "a" }, { name: "b" }, { name: "a" }] },
    "devices[2].name [duplicate-device] its own name",
  ],
  [
    "a misspelt key",
    { devices: [{ name: "a", platfrom: "ios" }] },
    "devices[0].platfrom [unknown-key] spelling",
  ],
  [
    "an unknown platform",
    { devices: [{ name: "a", platform: "nokia" }] },
    'devices[0].platform [bad-value] "android", "ios"',
  ],
  [
    "days of a device",
    { devices: [{ name: "a", validityDays: 9999 }] },
    "devices[0].validityDays [bad-value] 3650",
  ],
  [
    "generation 0",
    { devices: [{ name: "a", generation: 0 }] },
    "devices[0].generation [bad-value] Write 1, 2, 3",
  ],
  [
    "half a generation",
    { devices: [{ name: "a", generation: 1.5 }] },
    "devices[0].generation [bad-value] Write 1, 2, 3",
  ],
  [
    "a previous generation of the first",
    { devices: [{ name: "a", keepPrevious: true }] },
    "devices[0].keepPrevious [bad-value] Raise generation",
  ],
  [
    "a truth as text",
    { devices: [{ name: "a", revoked: "yes" }] },
    "devices[0].revoked [bad-value] true or false",
  ],
  ["a request without a path", { devices: [{ name: "a", csr: "" }] }, "devices[0].csr [bad-value] PEM file"],
  [
    "a request beside an algorithm",
    { devices: [{ name: "a", csr: "a.pem", keyAlgorithm: "rsa-2048" }] },
    "devices[0].csr [bad-value] take them out",
  ],
  [
    "services beside a hostname",
    { services: [{ hostname: "a.example.com", origin: "http://a" }] },
    "services [bad-value] Keep one form",
  ],
];

const service = { hostname: "ha.example.com", origin: "http://ha:8123" };
const nas = { hostname: "nas.example.com", origin: "http://nas" };

function services(...list: readonly unknown[]): Readonly<Record<string, unknown>> {
  return { hostname: "", services: list };
}

const serviceRows: readonly Row[] = [
  [
    "an unknown device",
    services({ ...service, devices: ["ben"] }),
    "services[0].devices[0] [unknown-device] Add the device",
  ],
  [
    "a word for devices",
    services({ ...service, devices: "nobody" }),
    'services[0].devices [bad-value] ["anna-phone"]',
  ],
  [
    "two services of one hostname",
    services(nas, { ...service, hostname: "NAS.example.com" }),
    "services[1].hostname [duplicate-hostname] its own hostname",
  ],
  ["no origin", services({ hostname: "ha.example.com" }), "services[0].origin [missing-key] Add it"],
  [
    "no hostname of a service",
    services({ origin: "http://ha" }),
    "services[0].hostname [missing-key] Add it",
  ],
  [
    "a service of another zone",
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

function lanes(...list: readonly object[]): Readonly<Record<string, unknown>> {
  return { lanes: list.map((lane) => ({ reason: "the doorbell calls", ...lane })) };
}

const laneRows: readonly Row[] = [
  [
    "an unknown hostname",
    lanes({ hostname: "nas.example.com", paths: ["/a"] }),
    "lanes[0].hostname [unknown-hostname] ha.example.com",
  ],
  ["no reason", { lanes: [{ paths: ["/a"] }] }, "lanes[0].reason [missing-key] Add it"],
  ["an empty reason", lanes({ paths: ["/a"], reason: "" }), "lanes[0].reason [bad-value] who calls and why"],
  ["nothing to open", lanes({}), "lanes[0] [missing-key] webhook, preset, paths or prefix"],
  ["a preset without its id", lanes({ preset: "webhook" }), "lanes[0].preset [bad-value] webhook:<id>"],
  ["a preset with an empty id", lanes({ preset: "webhook: " }), "lanes[0].preset [bad-value] webhook:<id>"],
  ["an id with a slash", lanes({ preset: "webhook:a/b" }), "lanes[0].preset [bad-value] webhook:<id>"],
  [
    "an unknown preset",
    lanes({ preset: "cortana" }),
    "lanes[0].preset [bad-value] alexa or google-assistant",
  ],
  ["a webhook without its id", lanes({ webhook: null }), "lanes[0].webhook [bad-value] Home Assistant shows"],
  ["a webhook's id with a slash", lanes({ webhook: "a/b" }), "lanes[0].webhook [bad-value] letters, digits"],
  [
    "a webhook's id that YAML reads as a number",
    lanes({ webhook: 5 }),
    "lanes[0].webhook [bad-value] in quotes",
  ],
  ["a preset as a map", lanes({ preset: { webhook: "a" } }), "lanes[0].preset [bad-value] key webhook: <id>"],
  ["a preset as a key", lanes({ alexa: true, paths: ["/a"] }), "lanes[0].alexa [unknown-key] preset: alexa"],
  [
    "both names of a webhook",
    lanes({ webhook: "a" }, { preset: "webhook:a" }),
    "lanes[1] [overlapping-lanes] Merge",
  ],
  ["a preset that objects inherit", lanes({ preset: "constructor" }), "lanes[0].preset [bad-value] alexa"],
  ["a prefix without a slash", lanes({ prefix: "/local" }), "lanes[0].prefix [bad-value] /local/"],
  [
    "the login",
    lanes({ paths: ["/auth/token"] }),
    "lanes[0] [wide-lane] acknowledge: this opens the login page",
  ],
  ["below the login", lanes({ prefix: "/auth/providers/" }), "lanes[0] [wide-lane] acknowledge"],
  ["the whole API", lanes({ prefix: "/api/" }), "lanes[0] [wide-lane] acknowledge"],
  ["the Supervisor", lanes({ prefix: "/api/hassio/" }), "lanes[0] [wide-lane] acknowledge"],
  ["an app's page", lanes({ prefix: "/api/hassio/app/" }), "lanes[0] [wide-lane] acknowledge"],
  ["the first set-up", lanes({ prefix: "/api/onboarding/" }), "lanes[0] [wide-lane] acknowledge"],
  ["the WebSocket", lanes({ paths: ["/api/websocket"] }), "lanes[0] [wide-lane] acknowledge"],
  ["everything", lanes({ prefix: "/" }), "lanes[0] [wide-lane] acknowledge: this opens the login page"],
  ["the front door", lanes({ paths: ["/"] }), "lanes[0] [wide-lane] acknowledge: this opens the login page"],
  [
    "Alexa, who needs the login",
    lanes({ preset: "alexa" }),
    "lanes[0] [wide-lane] this opens the login page",
  ],
  [
    "another acknowledgement",
    lanes({ paths: ["/a"], acknowledge: "ok" }),
    "lanes[0].acknowledge [bad-value] this opens",
  ],
  ["a path with a query", lanes({ paths: ["/a?b"] }), "lanes[0].paths[0] [bad-value] without query"],
  ["an escaped path", lanes({ paths: ["/a", "/a%2fb"] }), "lanes[0].paths[1] [bad-value] '%'"],
  ["a path with a star", lanes({ paths: ["/a/*"] }), "lanes[0].paths[0] [bad-value] '*'"],
  ["a path with an empty part", lanes({ paths: ["/a//b"] }), "lanes[0].paths[0] [bad-value] empty parts"],
  ["a path without a slash", lanes({ paths: ["a"] }), "lanes[0].paths[0] [bad-value] first slash"],
  ["a path with a quote", lanes({ paths: ['/a"b'] }), "lanes[0].paths[0] [bad-value] first slash"],
  ["a path that climbs", lanes({ paths: ["/a/../b"] }), "lanes[0].paths[0] [bad-value] without . and .."],
  ["a prefix that climbs", lanes({ prefix: "/a/../" }), "lanes[0].prefix [bad-value] without . and .."],
  [
    "an address that is none",
    lanes({ paths: ["/a"], addresses: ["1.2.3"] }),
    "lanes[0].addresses[0] [bad-value] 203.0.113.7",
  ],
  ["system 0", lanes({ paths: ["/a"], asn: [0] }), "lanes[0].asn[0] [bad-value] from 1 to 4294967295"],
  [
    "a system with letters",
    lanes({ paths: ["/a"], asn: ["AS64496"] }),
    "lanes[0].asn[0] [bad-value] without letters",
  ],
  [
    "a method in lower case",
    lanes({ paths: ["/a"], methods: ["get"] }),
    'lanes[0].methods[0] [bad-value] "GET"',
  ],
  [
    "lanes that open one path",
    lanes({ paths: ["/a", "/local/x"] }, { prefix: "/local/" }),
    "lanes[1] [overlapping-lanes] Merge the two",
  ],
  [
    "a lane twice",
    lanes({ preset: "webhook:a" }, { paths: ["/api/webhook/a"] }),
    "lanes[1] [overlapping-lanes] Merge",
  ],
];

describe.each<[string, readonly Row[]]>([
  ["setting", rows],
  ["service", serviceRows],
  ["lane", laneRows],
])("refuses, with the %s's path and what to write:", (_kind, list) => {
  test.each(list)("%s", (_title, values, place) => {
    const problems = mistakes({ ...sound, ...values });
    const [, where, fix] = /^(.*\]) (.*)$/.exec(place)!;
    expect(problems.map((problem) => `${problem.where} [${problem.code}]`)).toEqual([where]);
    expect(problems[0]!.fix).toContain(fix);
  });
});

test("a lane of one of several services must say which", () => {
  const values = { zone: "example.com", services: [service, nas], lanes: [{ paths: ["/a"], reason: "r" }] };
  expect(mistakes(values)).toEqual([
    {
      code: "missing-key",
      where: "lanes[0].hostname",
      what: "is missing: there are several services",
      fix: "Write which: ha.example.com, nas.example.com",
    },
  ]);
});

test("lanes of different services may open the same path", () => {
  const list = [
    { hostname: "ha.example.com", paths: ["/a"], reason: "r" },
    { hostname: "nas.example.com", paths: ["/a"], reason: "r" },
  ];
  expect(readConfig(stored({ zone: "example.com", services: [service, nas], lanes: list })).problems).toEqual(
    [],
  );
});

test("all mistakes are reported together, those of one setting and those between settings", () => {
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

test("every complaint is a sentence a person can read: nothing of the checker's own words or marks", () => {
  for (const [, values] of [...rows, ...serviceRows, ...laneRows]) {
    const problems = mistakes({ ...sound, ...values });
    const text = formatProblems(problems);
    expect(text).not.toMatch(/invalid|expected|received|undefined|\||\[object|too small/i);
    for (const { code, what, fix } of problems) {
      expect(Object.keys(problemCodes)).toContain(code);
      expect(what).not.toBe("");
      expect(fix).not.toBe("");
    }
  }
});
