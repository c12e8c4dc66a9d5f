import { x } from "tinyexec";
import type Cloudflare from "cloudflare";
import { associate } from "../../hooks/associate.ts";
import { restoreZone } from "../../hooks/restore-zone.ts";
import { writeRules } from "../../hooks/write-rules.ts";
import type { CloudflareApi } from "../../zone/api.ts";
import { blockRules } from "../../domain/rules/gate-rule.ts";
import type { DesiredGate } from "../../domain/rules/gate-writes.ts";
import { pin } from "../domain/pins.ts";
import { withSimulator } from "../simulator/support/with-simulator.ts";

const cloud = withSimulator();
const phase = "http_request_firewall_custom";

const zoneId = (): string => cloud.simulator.zoneId;
const live = () => [...cloud.simulator.state.rulesets.values()].flatMap(({ rules }) => rules);
const associations = (): readonly string[] => cloud.simulator.state.hostnameAssociations;

function gateOf(stack: string, numbers: readonly number[] = [1]): DesiredGate {
  const hostnames = [`${stack}.example.com`];
  const rules = blockRules({ hostnames, lanes: [], pins: numbers.map(pin) });
  return { stack, formerPrefix: undefined, rules, hostnames, position: "last", slots: 5 };
}

/** Closes a gate as its home's command does, with a client of its own. */
async function closeGate(api: CloudflareApi, gate: DesiredGate): Promise<void> {
  const association = { zoneId: zoneId(), wanted: gate.hostnames, dropped: [] };
  await associate(api, association);
  await writeRules(api, zoneId(), gate);
  await associate(api, association);
}

const openGate = (api: CloudflareApi, { stack, hostnames }: DesiredGate): Promise<void> =>
  restoreZone(api, {
    zoneId: zoneId(),
    record: { settings: {}, given: {}, managed: [], associated: [], named: [] },
    hostnames,
    refPrefix: `ha-mtls-${stack}-`,
    keepSettings: true,
  });

const theirs = { ref: "theirs", action: "block" as const, expression: 'http.host eq "x"', description: "" };

/** What a person does in the dashboard meanwhile. */
const dashboard: Readonly<Record<string, (client: Cloudflare) => Promise<unknown>>> = {
  "adds a rule": async (client) => {
    const entry = await client.rulesets.phases.get(phase, cloud.zone).catch(() => undefined);
    return entry === undefined
      ? client.rulesets.phases.update(phase, { ...cloud.zone, rules: [theirs] })
      : client.rulesets.rules.create(entry.id, { ...cloud.zone, ...theirs });
  },
};

/** A client before whose nth request something else happens. */
function interrupted(nth: number, meanwhile: () => Promise<unknown>): CloudflareApi {
  let count = 0;
  const during: typeof fetch = async (input, init) => {
    count += 1;
    if (count === nth) await meanwhile();
    return fetch(input, init);
  };
  return cloud.api(during);
}

const operations: Readonly<Record<string, (api: CloudflareApi) => Promise<void>>> = {
  create: (api) => closeGate(api, gateOf("ha")),
  "add a device": (api) => closeGate(api, gateOf("ha", [1, 2])),
  "remove a device": (api) => closeGate(api, gateOf("ha", [])),
  destroy: (api) => openGate(api, gateOf("ha")),
};

const others: Readonly<Record<string, () => Promise<unknown>>> = {
  "another home is made": () => closeGate(cloud.api(), gateOf("cottage", [9])),
  "somebody adds a rule in the dashboard": () => dashboard["adds a rule"]!(cloud.client),
};

function expectAll(operation: string, other: string): void {
  const ours = live().filter(({ ref }) => ref.startsWith("ha-mtls-ha-"));
  expect(ours.length).toBe(operation === "destroy" ? 0 : 1);
  expect(associations().includes("ha.example.com")).toBe(operation !== "destroy");
  if (other === "another home is made") {
    expect(live().filter(({ ref }) => ref === "ha-mtls-cottage-1")).toHaveLength(1);
    expect(associations()).toContain("cottage.example.com");
  } else {
    expect(live().filter(({ ref }) => ref === "theirs")).toHaveLength(1);
  }
}

describe.each(Object.keys(operations))("while this stack runs its operation: %s", (operation) => {
  test.each(Object.keys(others))(
    "%s before any of its requests, and nobody loses anything",
    async (other) => {
      for (let nth = 1; nth <= 12; nth += 1) {
        const { simulator, client } = cloud;
        simulator.state.rulesets.clear();
        await client.certificateAuthorities.hostnameAssociations.update({ ...cloud.zone, hostnames: [] });
        if (operation !== "create") await closeGate(cloud.api(), gateOf("ha"));
        const meanwhile = { happened: false };
        const api = interrupted(nth, () => {
          meanwhile.happened = true;
          return others[other]!();
        });
        await operations[operation]!(api);
        if (!meanwhile.happened) return;
        expectAll(operation, other);
      }
      throw new Error("more requests than this test interrupts");
    },
  );
});

describe("as a program", () => {
  const program = async (
    environment: Readonly<Record<string, string>> = {},
    gate: Readonly<Record<string, unknown>> = {},
  ) => {
    const { rules, hostnames, position, slots } = gateOf("ha");
    const settings = { zone: zoneId(), stack: "ha", hostnames, position, slots, allowSkipRules: [], ...gate };
    const words = ["--import", "./start.js", "hooks/gate.ts"];
    const { exitCode, stdout, stderr } = await x(process.execPath, words, {
      stdin: JSON.stringify(rules),
      nodeOptions: {
        env: {
          CLOUDFLARE_BASE_URL: cloud.simulator.api,
          CLOUDFLARE_API_TOKEN: cloud.simulator.apiToken,
          GATE: JSON.stringify(settings),
          SEEN: "4711",
          ...environment,
        },
      },
    });
    return { stdout, stderr, code: exitCode };
  };

  test("it prints what it left in the lists, for comparison by the next run", async () => {
    const { stdout } = await program();
    expect(JSON.parse(stdout)).toMatchObject({
      refPrefix: "ha-mtls-ha-",
      hostnames: ["ha.example.com"],
      rules: [{ ref: "ha-mtls-ha-1", action: "block", enabled: true }],
      seen: "4711",
    });
  });

  test("it removes the association of a hostname of the previous run, and no other", async () => {
    await cloud.client.certificateAuthorities.hostnameAssociations.update({
      ...cloud.zone,
      hostnames: ["old.example.com", "vpn.example.com"],
    });
    const { stdout } = await program();
    const previous = JSON.stringify({ ...JSON.parse(stdout), hostnames: ["old.example.com"] });
    await program({ PULUMI_COMMAND_STDOUT: previous });
    expect(associations()).toEqual(["vpn.example.com", "ha.example.com"]);
  });

  test("it fails before the hostname is published if a new rule above the gate bypasses it", async () => {
    const skip = {
      ref: "skip",
      action: "skip",
      expression: "ssl",
      action_parameters: { ruleset: "current" },
    };
    await cloud.client.rulesets.phases.update(phase, { ...cloud.zone, rules: [skip as never] });
    const { code, stdout, stderr } = await program();
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(
      'custom rule "skip" lets requests pass before this stack\'s rule is evaluated [gate-bypassed]',
    );
    expect((await program({}, { position: "first" })).code).toBe(0);
  });

  test("it explains what Cloudflare refused, without showing the token", async () => {
    const { code, stdout, stderr } = await program({ CLOUDFLARE_API_TOKEN: "x".repeat(40) });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("CLOUDFLARE_API_TOKEN is not accepted for closing the gate [refused-token]");
    expect(stderr).not.toContain("x".repeat(40));
  });
});
