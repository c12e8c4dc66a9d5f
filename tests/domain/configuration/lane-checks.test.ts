import { readConfig } from "../../../domain/configuration/config.ts";
import { sound, stored } from "../stored-configuration.ts";
import { mistakes, type Row, testRefusals } from "./mistakes.ts";

function lanes(...list: readonly object[]): Readonly<Record<string, unknown>> {
  return { lanes: list.map((lane) => ({ reason: "the doorbell calls", ...lane })) };
}

const rows: readonly Row[] = [
  [
    "a hostname that no service has",
    lanes({ hostname: "nas.example.com", paths: ["/a"] }),
    "lanes[0].hostname [unknown-hostname] ha.example.com",
  ],
  ["a lane that opens nothing", lanes({}), "lanes[0] [missing-key] webhook, preset, paths or prefix"],
  ["a preset without its id", lanes({ preset: "webhook" }), "lanes[0].preset [bad-value] webhook:<id>"],
  ["a preset with an empty id", lanes({ preset: "webhook: " }), "lanes[0].preset [bad-value] webhook:<id>"],
  ["an id with a slash", lanes({ preset: "webhook:a/b" }), "lanes[0].preset [bad-value] webhook:<id>"],
  [
    "an unknown preset",
    lanes({ preset: "cortana" }),
    "lanes[0].preset [bad-value] alexa or google-assistant",
  ],
  [
    "a webhook by both of its keys",
    lanes({ webhook: "a" }, { preset: "webhook:a" }),
    "lanes[1] [overlapping-lanes] Merge",
  ],
  [
    "a preset with the name of an inherited property",
    lanes({ preset: "constructor" }),
    "lanes[0].preset [bad-value] alexa",
  ],
  ["a prefix without a slash", lanes({ prefix: "/local" }), "lanes[0].prefix [bad-value] /local/"],
  [
    "a lane to the login",
    lanes({ paths: ["/auth/authorize"] }),
    "lanes[0] [wide-lane] acknowledge: this opens the login page",
  ],
  [
    "a lane to paths below the login",
    lanes({ prefix: "/auth/providers/" }),
    "lanes[0] [wide-lane] acknowledge",
  ],
  ["a lane to the whole API", lanes({ prefix: "/api/" }), "lanes[0] [wide-lane] acknowledge"],
  ["a lane to the Supervisor", lanes({ prefix: "/api/hassio/" }), "lanes[0] [wide-lane] acknowledge"],
  ["a lane to an app's page", lanes({ prefix: "/api/hassio/app/" }), "lanes[0] [wide-lane] acknowledge"],
  ["a lane to onboarding", lanes({ prefix: "/api/onboarding/" }), "lanes[0] [wide-lane] acknowledge"],
  ["a lane to the WebSocket", lanes({ paths: ["/api/websocket"] }), "lanes[0] [wide-lane] acknowledge"],
  [
    "a lane to everything",
    lanes({ prefix: "/" }),
    "lanes[0] [wide-lane] acknowledge: this opens the login page",
  ],
  [
    "a lane to the front page",
    lanes({ paths: ["/"] }),
    "lanes[0] [wide-lane] acknowledge: this opens the login page",
  ],
  [
    "two lanes that open the same path",
    lanes({ paths: ["/a", "/local/x"] }, { prefix: "/local/" }),
    "lanes[1] [overlapping-lanes] Merge the two",
  ],
  [
    "the same lane twice",
    lanes({ preset: "webhook:a" }, { paths: ["/api/webhook/a"] }),
    "lanes[1] [overlapping-lanes] Merge",
  ],
];

testRefusals(rows);

const service = { hostname: "ha.example.com", origin: "http://ha:8123" };
const nas = { hostname: "nas.example.com", origin: "http://nas" };

test("a lane must name its hostname when there are several services", () => {
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

test("a vendor's lane needs no acknowledgement, but may have the one that earlier versions required", () => {
  const lanes = [
    { preset: "alexa", reason: "Alexa" },
    { preset: "google-assistant", reason: "Google", acknowledge: "this opens the login page" },
  ];
  expect(readConfig(stored({ ...sound, lanes })).problems).toEqual([]);
});
