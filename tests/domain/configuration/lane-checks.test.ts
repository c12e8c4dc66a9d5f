import { readConfig } from "../../../domain/configuration/config.ts";
import { sound, stored } from "../stored-configuration.ts";
import { mistakes, type Row, testRefusals } from "./mistakes.ts";

function lanes(...list: readonly object[]): Readonly<Record<string, unknown>> {
  return { lanes: list.map((lane) => ({ reason: "the doorbell calls", ...lane })) };
}

const rows: readonly Row[] = [
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
    lanes({ paths: ["/auth/authorize"] }),
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

testRefusals(rows);

const service = { hostname: "ha.example.com", origin: "http://ha:8123" };
const nas = { hostname: "nas.example.com", origin: "http://nas" };

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

test("a vendor's lane needs no acknowledgement, and may still have the one that it once needed", () => {
  const lanes = [
    { preset: "alexa", reason: "Alexa" },
    { preset: "google-assistant", reason: "Google", acknowledge: "this opens the login page" },
  ];
  expect(readConfig(stored({ ...sound, lanes })).problems).toEqual([]);
});
