import Cloudflare from "cloudflare";
import { EngineStack, example } from "../engine-stack.ts";
import { describeEnd } from "../end-state.ts";
import { Snapshot } from "../snapshot.ts";

jest.setTimeout(300_000);

let stack: EngineStack;
let clean: Snapshot;
let api: Cloudflare;
let zone_id: string;
let account_id: string;

beforeAll(async () => {
  stack = await EngineStack.create();
  const up = await stack.up();
  if (up.code !== 0) {
    throw new Error(up.text);
  }
  clean = Snapshot.take(stack);
  ({ zoneId: zone_id, accountId: account_id } = stack.simulator);
  api = new Cloudflare({ apiToken: stack.simulator.apiToken, baseURL: stack.simulator.api, maxRetries: 0 });
});

afterAll(async () => {
  clean.remove();
  await stack.close();
});

beforeEach(() => {
  clean.restore(stack);
});

function first<T>(map: ReadonlyMap<string, T>): T {
  const [value] = map.values();
  if (value === undefined) {
    throw new Error("there is none");
  }
  return value;
}

interface Case {
  readonly what: string;
  readonly change: () => Promise<unknown>;
  /** What drift must report. */
  readonly named: RegExp;
  /** The owner's commands that repair it, all of which must succeed and leave the zone as it was. */
  readonly repair: readonly (readonly string[])[];
}

const refresh = [["up", "--yes", "--skip-preview", "--refresh", "--stack", "test"]];
const world = () => stack.simulator.state;
const ruleset = () => first(world().rulesets);
const ourRule = () => {
  const rule = ruleset().rules.at(-1);
  if (rule === undefined) {
    throw new Error("there is none");
  }
  return rule;
};

const cases: readonly Case[] = [
  {
    what: "a zone setting changed",
    change: () => api.zones.settings.edit("ssl", { zone_id, value: "flexible" }),
    named: /ssl/,
    repair: refresh,
  },
  {
    what: "the DNS record points elsewhere",
    change: () => {
      const { id, name } = first(world().dnsRecords);
      return api.dns.records.update(id, {
        zone_id,
        name,
        type: "CNAME",
        content: "elsewhere.example.com",
        ttl: 1,
        proxied: true,
      });
    },
    named: /ha\.example\.com/,
    repair: refresh,
  },
  {
    what: "the DNS record deleted",
    change: () => api.dns.records.delete(first(world().dnsRecords).id, { zone_id }),
    named: /ha\.example\.com/,
    repair: refresh,
  },
  {
    what: "the ingress changed",
    change: () =>
      api.zeroTrust.tunnels.cloudflared.configurations.update(first(world().tunnels).id, {
        account_id,
        config: { ingress: [{ service: "http_status:404" }] } as never,
      }),
    named: /ingress|tunnel/i,
    repair: refresh,
  },
  {
    what: "our rule disabled",
    change: () => {
      const { id, action, expression, ref } = ourRule();
      return api.rulesets.rules.edit(id, {
        ruleset_id: ruleset().id,
        zone_id,
        action: action as "block",
        expression,
        ref,
        enabled: false,
      });
    },
    named: /gate|rule/i,
    repair: refresh,
  },
  {
    what: "our rule edited",
    change: () => {
      const { id, action, ref } = ourRule();
      return api.rulesets.rules.edit(id, {
        ruleset_id: ruleset().id,
        zone_id,
        action: action as "block",
        ref,
        expression: '(http.host eq "nobody.example.com")',
      });
    },
    named: /gate|rule/i,
    repair: refresh,
  },
  {
    what: "the association removed",
    change: () => api.certificateAuthorities.hostnameAssociations.update({ zone_id, hostnames: [] }),
    named: /association/i,
    repair: refresh,
  },
  {
    what: "the tunnel deleted",
    change: () => api.zeroTrust.tunnels.cloudflared.delete(first(world().tunnels).id, { account_id }),
    named: /tunnel/i,
    repair: [["npm", "run", "--silent", "adopt", "--", "--yes", "--stack", "test"], ...refresh],
  },
];

describe("changes outside Pulumi", () => {
  test.each(cases)(
    "$what: drift exits with 1 and reports it, and the owner's commands repair it",
    async ({ change, named, repair }) => {
      const wanted = describeEnd(world());
      await change();
      const drift = await stack.npmRun("drift", "--stack", "test");
      expect(drift.code).toBe(1);
      expect(drift.text).toMatch(named);
      // A plain run doesn't revert it, and must say so.
      expect((await stack.preview()).text).toMatch(/\[(changed-outside|gone)\]/);
      for (const words of repair) {
        const outcome =
          words[0] === "npm" ? await stack.run("npm", words.slice(1)) : await stack.pulumi(...words);
        expect(outcome).toMatchObject({ code: 0 });
      }
      expect(describeEnd(world())).toEqual(wanted);
      expect(await stack.npmRun("drift", "--stack", "test")).toMatchObject({ code: 0 });
    },
  );

  test("a revoked certificate: drift reports the device, and a new generation repairs it", async () => {
    const certificate = first(world().clientCertificates);
    const name = String(certificate["common_name"]);
    await api.clientCertificates.delete(certificate.id, { zone_id });
    const drift = await stack.npmRun("drift", "--stack", "test");
    expect(drift.code).toBe(1);
    expect(drift.text).toContain(name);
    expect((await stack.preview()).text).toContain(`${name} has a certificate that was revoked outside`);
    const devices = (example.devices ?? []).map((device) =>
      device.name === name ? { ...device, generation: 2 } : device,
    );
    stack.write({ ...example, devices });
    // A revoked certificate can't be revoked again: the stack has to forget it.
    expect(await stack.npmRun("adopt", "--yes", "--stack", "test")).toMatchObject({ code: 0 });
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });

  test("somebody else's rule that skips ours: drift reports it, and up stops before it writes", async () => {
    await api.rulesets.rules.create(ruleset().id, {
      zone_id,
      action: "skip",
      action_parameters: { ruleset: "current" },
      expression: '(ip.src.country eq "US")',
      description: "let us in",
      position: { index: 1 },
    } as never);
    const drift = await stack.npmRun("drift", "--stack", "test");
    expect(drift.code).toBe(1);
    expect(drift.text).toContain("let us in");
    const mark = stack.mark();
    const up = await stack.up();
    expect(up.code).not.toBe(0);
    expect(up.text).toContain("[gate-bypassed]");
    expect(stack.writes(mark)).toEqual([]);
  });
});
