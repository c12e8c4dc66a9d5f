import * as pulumi from "@pulumi/pulumi";
import { Gate, type GateArgs } from "../../components/gate.ts";
import type { Lane } from "../../domain/configuration/lanes.ts";
import { parseExpression } from "cloudflare-simulator/rules/language.ts";
import { pin, pins } from "../domain/pins.ts";
import { soundHome } from "../domain/sound-home.ts";
import {
  children,
  gateSettings,
  type MockedCloud,
  mockCloud,
  registered,
  run,
  unwrap,
  writtenRules,
} from "./support/mocked-cloud.ts";

const args: GateArgs = {
  home: soundHome({ devices: [{ name: "anna-phone" }] }),
  zoneId: "zone",
  doors: [{ hostnames: ["ha.example.com"], lanes: [], pins: [pin(1)] }],
  seen: "",
  credentials: { STORED_API_TOKEN: pulumi.secret("the token") },
};

async function make(part: Partial<GateArgs> = {}): Promise<MockedCloud> {
  const cloud = await mockCloud();
  await run(() => new Gate("gate", { ...args, ...part }));
  return cloud;
}

test("the gate is one command, which does nothing on destroy", async () => {
  const cloud = await make();
  expect(children(cloud)).toEqual(["command:local:Command gate-rules"]);
  expect(registered(cloud, "gate-rules").inputs).not.toHaveProperty("delete");
});

test("the command gets the blocking rule and its position", async () => {
  const cloud = await make({ home: soundHome({ gatePosition: "first", allowSkipRules: ["office"] }) });
  expect(writtenRules(cloud)).toEqual([
    {
      description: "only listed devices reach ha.example.com",
      expression: expect.stringContaining(
        `not cf.tls_client_auth.cert_fingerprint_sha256 in {"${pin(1)}"}`,
      ) as string,
    },
  ]);
  expect(gateSettings(cloud)).toEqual({
    zone: "zone",
    stack: "test",
    hostnames: ["ha.example.com"],
    position: "first",
    slots: 5,
    allowSkipRules: ["office"],
  });
});

test("every rule is valid in Cloudflare's language, however many there are", async () => {
  const lane: Lane = {
    hostname: "nas.example.com",
    paths: ["/a"],
    prefix: "/b/",
    methods: ["GET"],
    addresses: ["203.0.113.0/24"],
    asn: [64496],
    reason: "r",
  };
  const services = ["ha", "nas"].map((label) => ({
    hostname: `${label}.example.com`,
    origin: `http://${label}`,
  }));
  const home = soundHome({ hostname: "", services });
  const doors = [
    { hostnames: ["ha.example.com"], lanes: [], pins: pins(120) },
    { hostnames: ["nas.example.com"], lanes: [lane], pins: [] },
  ];
  const written = writtenRules(await make({ doors, home }));
  expect(written).toHaveLength(4);
  for (const { expression } of written) {
    parseExpression(expression);
  }
});

test("the command runs again when somebody has changed the zone's lists", async () => {
  const { environment } = registered(await make({ seen: "4711" }), "gate-rules").inputs as {
    environment: Record<string, string>;
  };
  expect(environment["SEEN"]).toBe("4711");
});

test("the gate is closed once the rules are written, and only then outputs who has access", async () => {
  const cloud = await mockCloud();
  const gate = await run(() => new Gate("gate", args));
  const closed = await unwrap(gate.closed);
  expect(await unwrap(closed.value.id)).toEqual({ value: "id of gate-rules", secret: false });
  expect(cloud.outputs["gate"]).toEqual({
    access: {
      entrants: { "ha.example.com": ["anna-phone"] },
      lanes: { "ha.example.com": [] },
      origins: { "ha.example.com": "http://homeassistant:8123" },
    },
  });
});
