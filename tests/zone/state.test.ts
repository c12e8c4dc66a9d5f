import { readGateRecord } from "../../domain/rules/gate-record.ts";
import {
  findHomeAssistantSetup,
  findNamed,
  grantedAccess,
  heldTunnels,
  holds,
  logicalName,
  pinsIn,
  previousZone,
  resourcesOf,
  type StateResource,
  textOutput,
  writtenGate,
} from "../../zone/state.ts";
import { pin } from "../domain/pins.ts";
import { gateState } from "../preflight/support/gate-state.ts";

const types = {
  command: "command:local:Command",
  tunnel: "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared",
  record: "cloudflare:index/dnsRecord:DnsRecord",
  certificate: "cloudflare:index/clientCertificate:ClientCertificate",
};

function resource(type: string, name: string, part: Partial<StateResource> = {}): StateResource {
  return { urn: `urn:pulumi:test::ha-mtls::${type}::${name}`, type, ...part };
}

const stateOf = (...resources: readonly StateResource[]) => ({ resources });

test("a resource is found by type and id, and by type and logical name", () => {
  const old = resource("a:b:C", "one", { id: "1", delete: true });
  const [one, two] = [resource("a:b:C", "one", { id: "2" }), resource("a:b:D", "one", { id: "3" })];
  const state = stateOf(one, old, two);
  expect(resourcesOf(state)).toEqual([one, old, two]);
  expect(resourcesOf(state, "a:b:C")).toEqual([one, old]);
  expect([holds(state, "a:b:C", "1"), holds(state, "a:b:C", "3"), holds(state, "a:b:E", "1")]).toEqual([
    true,
    false,
    false,
  ]);
  expect([findNamed(state, "a:b:C", "one"), findNamed(state, "a:b:D", "two")]).toEqual([one, undefined]);
  expect(logicalName(two)).toBe("one");
});

test("an output is text or undefined, whatever the state contains", () => {
  const outputs = { text: "a", number: 1, secret: { ciphertext: "x" } };
  const one = resource("a:b:C", "one", { outputs });
  const read = ["text", "number", "secret", "missing"].map((name) => textOutput(one, name));
  expect(read).toEqual(["a", undefined, undefined, undefined]);
  expect(textOutput(resource("a:b:C", "two"), "text")).toBeUndefined();
});

describe("the gate that the last run wrote", () => {
  const { "command:local:Command gate-rules": outputs } = gateState([], { seen: "4711" });
  const gate = (part: object) => resource(types.command, "gate-rules", part);

  test("is its command with the record that the command printed", () => {
    const command = gate({ outputs });
    const written = writtenGate(stateOf(command))!;
    expect(written.command).toBe(command);
    expect(written.record).toEqual(readGateRecord(outputs!["stdout"]));
  });

  test("is parsed once, however many findings look at it", () => {
    const state = stateOf(gate({ outputs }));
    expect(writtenGate(state)!.record).toBe(writtenGate(state)!.record);
  });

  test.each([
    ["no run has finished", stateOf()],
    ["the run was cut off before it printed the record", stateOf(gate({ outputs: { stdout: '{"refPr' } }))],
    ["the command has no output", stateOf(gate({}))],
  ])("is undefined if %s", (_title, state) => {
    expect(writtenGate(state)).toBeUndefined();
  });
});

test("the access that the last run granted is the gate's output, undefined before the first run", () => {
  const access = { entrants: { "ha.example.com": ["anna-phone"] }, lanes: {}, origins: {} };
  const gate = resource("ha-mtls:index:Gate", "gate", { outputs: { access } });
  expect([grantedAccess(stateOf(gate)), grantedAccess(stateOf())]).toEqual([access, undefined]);
});

test("Home Assistant is set up by a command of the stack's own", () => {
  const setup = resource(types.command, "home-assistant-setup");
  expect([findHomeAssistantSetup(stateOf(setup)), findHomeAssistantSetup(stateOf())]).toEqual([
    setup,
    undefined,
  ]);
});

test("the zone of the last run is known only if the state names both zone and account", () => {
  const record = resource(types.record, "ha.example.com-record", { outputs: { zoneId: "z" } });
  const tunnel = resource(types.tunnel, "tunnel", { id: "t", outputs: { accountId: "a" } });
  expect(previousZone(stateOf(record, tunnel))).toEqual({ zoneId: "z", accountId: "a" });
  expect([previousZone(stateOf(record)), previousZone(stateOf(tunnel))]).toEqual([undefined, undefined]);
});

test("a tunnel belongs to the account in which it was made, or else to the current one", () => {
  const state = stateOf(
    resource(types.tunnel, "tunnel", { id: "t", outputs: { accountId: "old" } }),
    resource(types.tunnel, "tunnel", { id: "u" }),
    resource(types.tunnel, "unfinished"),
  );
  expect(heldTunnels(state, { zoneId: "z", accountId: "now" })).toEqual([
    { id: "t", accountId: "old" },
    { id: "u", accountId: "now" },
  ]);
});

describe("a device's pin", () => {
  const outputs = { fingerprintSha256: pin(1).toUpperCase() };
  const state = stateOf(resource(types.certificate, "anna-phone-certificate", { id: "c", outputs }));
  const placeholder = expect.stringMatching(/^[0-9a-f]{64}$/) as string;

  test("is that of its certificate", () => {
    expect(pinsIn(state)({ logicalName: "anna-phone" })).toBe(pin(1));
  });

  test("is a placeholder of the same form if it has no certificate yet, or gets a new one", () => {
    const missing = pinsIn(state)({ logicalName: "ben-phone" });
    const renewed = pinsIn(state, new Set(["anna-phone"]))({ logicalName: "anna-phone" });
    expect([missing, renewed]).toEqual([placeholder, placeholder]);
    expect([missing, renewed]).not.toContain(pin(1));
    expect(missing).not.toBe(renewed);
  });
});
