import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ZoneRecord } from "../../hooks/record-zone.ts";
import { withSimulator } from "../simulator/support/with-simulator.ts";

const cloud = withSimulator();
const ours = { ssl: "strict", always_use_https: "on", websockets: "on" };

const zoneId = (): string => cloud.simulator.zoneId;
const valueOf = (id: string): unknown => cloud.simulator.state.settings.get(id)?.value;

async function apply(wanted: Readonly<Record<string, string>>): Promise<void> {
  for (const [id, value] of Object.entries(wanted)) {
    await cloud.client.zones.settings.edit(id, { ...cloud.zone, value });
  }
}

describe("as a program", () => {
  const run = promisify(execFile);
  const program = (word: string, environment: Readonly<Record<string, string>>) =>
    run(process.execPath, ["--import", "./start.js", "hooks/restore-point.ts", word], {
      env: {
        ...process.env,
        CLOUDFLARE_BASE_URL: cloud.simulator.api,
        CLOUDFLARE_API_TOKEN: cloud.simulator.apiToken,
        ZONE_ID: zoneId(),
        HOSTNAMES: '["ha.example.com"]',
        REF_PREFIX: "ha-mtls-test-",
        SETTINGS: JSON.stringify(ours),
        ON_DESTROY: "restore",
        ...environment,
      },
    });

  test("it records the zone, updates the record when it runs again, and restores from it", async () => {
    const first = (await program("record", {})).stdout;
    await apply(ours);
    const second = (await program("record", { PULUMI_COMMAND_STDOUT: first })).stdout;
    expect(JSON.parse(second)).toEqual(JSON.parse(first));
    await program("restore", { PULUMI_COMMAND_STDOUT: second });
    expect(valueOf("ssl")).toBe("full");
  });

  test("it updates and restores a record of the first version, which has only settings", async () => {
    const { settings } = JSON.parse((await program("record", {})).stdout) as ZoneRecord;
    await apply(ours);
    const old = JSON.stringify({ settings, hadEntryPoint: true });
    const { stdout } = await program("record", { PULUMI_COMMAND_STDOUT: old });
    await program("restore", { PULUMI_COMMAND_STDOUT: stdout });
    expect(valueOf("ssl")).toBe("full");
  });

  test.each([
    [
      "ha.example.com",
      /^rules, associations and settings stay as they are: ha\.example\.com can still be reached/,
    ],
    ["other.example.com", /^$/],
  ])("it restores nothing only while a hostname leads to the stack's tunnel: %s", async (name, said) => {
    const { stdout } = await program("record", {});
    await apply(ours);
    const account_id = cloud.simulator.accountId;
    const tunnel = await cloud.client.zeroTrust.tunnels.cloudflared.create({
      account_id,
      name: "ha-mtls-test",
    });
    const content = `${tunnel.id ?? ""}.cfargotunnel.com`;
    await cloud.client.dns.records.create({
      ...cloud.zone,
      type: "CNAME",
      name,
      content,
      proxied: true,
      ttl: 1,
    });
    const place = { ACCOUNT_ID: account_id, TUNNEL_NAME: "ha-mtls-test" };
    const { stderr } = await program("restore", { ...place, PULUMI_COMMAND_STDOUT: stdout });
    expect(stderr).toMatch(said);
    expect(valueOf("ssl")).toBe(name === "ha.example.com" ? "strict" : "full");
  });

  test.each([
    {
      what: "an A record of the hostname",
      record: { type: "A", name: "ha.example.com", content: "192.0.2.1" },
      ssl: "strict",
    },
    {
      what: "a record of the hostname that points to another tunnel",
      record: { type: "CNAME", name: "ha.example.com", content: "1234.cfargotunnel.com" },
      ssl: "strict",
    },
    {
      what: "a wildcard that points to a tunnel",
      record: { type: "CNAME", name: "*.example.com", content: "1234.cfargotunnel.com" },
      ssl: "strict",
    },
    {
      what: "a wildcard that points elsewhere",
      record: { type: "A", name: "*.example.com", content: "192.0.2.1" },
      ssl: "full",
    },
    {
      what: "a text record of the hostname",
      record: { type: "TXT", name: "ha.example.com", content: '"x"' },
      ssl: "full",
    },
  ])("with $what the setting ssl is then $ssl", async ({ record, ssl }) => {
    const { stdout } = await program("record", {});
    await apply(ours);
    await cloud.client.dns.records.create({ ...cloud.zone, ttl: 1, ...record } as never);
    await program("restore", { PULUMI_COMMAND_STDOUT: stdout });
    expect(valueOf("ssl")).toBe(ssl);
  });

  test("it says so if no tunnel has the stack's name any more", async () => {
    const { stdout } = await program("record", {});
    await cloud.client.dns.records.create({
      ...cloud.zone,
      ...({ type: "A", name: "ha.example.com", content: "192.0.2.1", ttl: 1 } as const),
    });
    const place = { ACCOUNT_ID: cloud.simulator.accountId, TUNNEL_NAME: "ha-mtls-test" };
    const { stderr } = await program("restore", { ...place, PULUMI_COMMAND_STDOUT: stdout });
    expect(stderr).toContain("No tunnel is named ha-mtls-test: it was deleted or renamed.");
  });

  test("it explains what went wrong, without showing the token", async () => {
    const failure: unknown = await program("record", { CLOUDFLARE_API_TOKEN: "x".repeat(40) }).catch(
      (error: unknown) => error,
    );
    const { code, stderr, stdout } = failure as { code: number; stderr: string; stdout: string };
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("CLOUDFLARE_API_TOKEN is not accepted for recording the zone [refused-token]");
    expect(stderr).not.toContain("x".repeat(40));
  });
});
