import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type HomeAssistant,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { withSimulator } from "../simulator/with-simulator.ts";
import { stateOf, types } from "./cli-fixtures.ts";
import { fakePulumi } from "./fake-pulumi.ts";
import { type Outcome, spawnCommand } from "./spawn-command.ts";

const configured = { zone: "example.com", hostname: "ha.example.com", devices: '[{"name":"anna-phone"}]' };

/** As `pulumi config --json` gives it. */
function configurationOf(values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values).map(([key, value]) => [`ha-mtls:${key}`, { value, secret: false }]);
  return JSON.stringify(Object.fromEntries(entries));
}

const cloud = withSimulator();
const fake = fakePulumi();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-"));
  fake.answer("config --json", { stdout: configurationOf(configured) });
  fake.answer("stack --show-name", { stdout: "prod\n" });
  fake.answer("stack export", { stdout: stateOf([]).text });
  const stderr = "error: configuration key 'cloudflare:apiToken' not found for stack 'prod'";
  fake.answer("config get cloudflare:apiToken", { stderr, code: 1 });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function run(program: string, ...words: string[]): Promise<Outcome> {
  const environment = { PULUMI_STACK: "", HOME_ASSISTANT_TOKEN: "" };
  return spawnCommand({ program, words, fake, simulator: cloud.simulator, environment, folder });
}

const makeTunnel = (): PromiseLike<unknown> =>
  cloud.client.zeroTrust.tunnels.cloudflared.create({
    ...cloud.account,
    name: "ha-mtls-prod",
    config_src: "cloudflare",
  });

test.each(["adopt", "doctor", "drift"])(
  "%s refuses a flag that it does not know, exit code 2",
  async (program) => {
    const { code, stderr } = await run(program, "--colour");
    expect(stderr).toContain("unknown option '--colour'");
    expect(code).toBe(2);
  },
);

test.each(["adopt", "doctor", "drift"])(
  "%s can't do its work without a stack: one line, exit code 2",
  async (program) => {
    fake.answer("stack --show-name", { stderr: "error: no stack named 'nope' found", code: 6 });
    const { code, stdout, stderr } = await run(program, "--stack", "nope");
    expect(stderr).toMatch(/^stack nope is not known here \[no-stack\]\n/);
    expect([code, stdout]).toEqual([2, ""]);
  },
);

test("doctor: exit code 0 with nothing in the way, data on stdout and talk on stderr", async () => {
  const { code, stdout, stderr } = await run("doctor");
  expect(stdout).toContain("fine     the zone example.com is active\n");
  expect(stderr).toMatch(/^No problems, \d+ warnings\.\n$/);
  expect(code).toBe(0);
});

test("doctor: exit code 1 with something to mend; what, why and the fix, for people and for programs", async () => {
  await makeTunnel();
  const { code, stdout } = await run("doctor");
  expect(stdout).toMatch(
    /problem {2}tunnel ha-mtls-prod already exists .*\[unknown-to-stack\]\n +Cloudflare allows each only once.*\n +Let the stack take it over: npm run adopt\n/,
  );
  expect(code).toBe(1);
  const { findings } = JSON.parse((await run("doctor", "--json")).stdout) as {
    findings: { level: string }[];
  };
  expect(findings.filter(({ level }) => level === "problem")).toHaveLength(1);
});

test("adopt: shows its plan and does nothing when nobody is there to say yes, exit code 2", async () => {
  await makeTunnel();
  const { code, stderr } = await run("adopt");
  expect(stderr).toMatch(/^The state of stack prod takes over:\n {2}tunnel ha-mtls-prod /);
  expect(stderr).toContain("Say yes beforehand: add --yes");
  expect(code).toBe(2);
  expect(existsSync(join(folder, "backups"))).toBe(false);
});

test("adopt: --json alone only tells the plan, exit code 1 because something is to do", async () => {
  await makeTunnel();
  const { code, stdout } = await run("adopt", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    stack: "prod",
    done: false,
    backup: null,
    take: [{ name: "tunnel" }],
  });
  expect(code).toBe(1);
});

test("adopt: --take of something that needs no yes of its own is bad usage", async () => {
  await makeTunnel();
  const { code, stderr } = await run("adopt", "--yes", "--take", "tunnel");
  expect(stderr).toContain("--take tunnel names nothing that needs a yes of its own");
  expect(code).toBe(2);
});

test("adopt: nothing to do is exit code 0", async () => {
  expect(await run("adopt")).toEqual({
    code: 0,
    stdout: "",
    stderr: "The state is in line with Cloudflare: nothing to do.\n",
  });
});

describe("drift", () => {
  const setting =
    "ha-mtls:index:SecureHome$ha-mtls:index:ZoneSettings$cloudflare:index/zoneSetting:ZoneSetting";
  beforeEach(() => {
    fake.answer("stack export", {
      stdout: stateOf([{ types: setting, name: "zone-settings-ssl", id: "ssl" }]).text,
    });
    fake.answer("preview --refresh", { stdout: '{"steps":[]}' });
  });

  test("of a stack that was never deployed can't be told, exit code 2", async () => {
    fake.answer("stack export", { stdout: stateOf([{ types: types.stack, name: "ha-mtls-prod" }]).text });
    const { code, stderr } = await run("drift");
    expect(stderr).toContain("[not-deployed]");
    expect(code).toBe(2);
  });

  test("none is exit code 0", async () => {
    expect(await run("drift")).toEqual({ code: 0, stdout: "", stderr: "Stack prod and Cloudflare agree.\n" });
  });

  test("some is exit code 1, and ends with the command that repairs", async () => {
    const urn = `urn:pulumi:prod::ha-mtls::${setting}::zone-settings-ssl`;
    fake.answer("preview --refresh", {
      stdout: JSON.stringify({ steps: [{ op: "create", urn }] }),
      code: 255,
    });
    const { code, stdout, stderr } = await run("drift");
    expect(stdout).toContain("zone setting ssl was deleted outside Pulumi [gone]");
    expect(stderr).toMatch(/^1 difference\. .*npx pulumi up --refresh --stack prod\n$/);
    expect(code).toBe(1);
  });

  test("that Pulumi can't compare, for a reason nobody knows, is exit code 2", async () => {
    const diagnostics = [{ severity: "error", message: "out of cheese" }];
    fake.answer("preview --refresh", { stdout: JSON.stringify({ diagnostics }), code: 255 });
    const { code, stderr } = await run("drift");
    expect(stderr).toContain("out of cheese");
    expect(code).toBe(2);
  });

  describe("at Home Assistant", () => {
    let home: HomeAssistant;
    beforeEach(async () => {
      home = await startHomeAssistant({ useXForwardedFor: true, trustedProxies: ["127.0.0.1", "::1"] });
      const values = { ...configured, homeAssistant: JSON.stringify({ url: home.url }) };
      fake.answer("config --json", { stdout: configurationOf(values) });
      const command = "ha-mtls:index:HomeAssistant$command:local:Command";
      const made = [
        { types: setting, name: "zone-settings-ssl", id: "ssl" },
        { types: command, name: "home-assistant-setup", id: "x" },
      ];
      fake.answer("stack export", { stdout: stateOf(made).text });
      const outputs = { url: "", tunnelId: "", tunnelToken: "", devices: {} };
      fake.answer("stack output", { stdout: JSON.stringify(outputs) });
      fake.answer("config get homeAssistantToken", { stdout: "the token\n" });
    });
    afterEach(() => home.close());

    test("what was changed by hand is a difference, exit code 1", async () => {
      home.core.externalUrl = "https://other.example.com";
      const { code, stdout } = await run("drift");
      expect(stdout).toMatch(
        /^Home Assistant's external address is https:\/\/other\.example\.com; it must be /,
      );
      expect(code).toBe(1);
      home.core.externalUrl = "https://ha.example.com";
      const stderr = "Stack prod, Cloudflare and Home Assistant agree.\n";
      expect(await run("drift")).toEqual({ code: 0, stdout: "", stderr });
    });

    test("nothing is looked at without a token, which is said once and changes no exit code", async () => {
      const stderr = "error: configuration key 'ha-mtls:homeAssistantToken' not found for stack 'prod'";
      fake.answer("config get homeAssistantToken", { stderr, code: 1 });
      const answer = await run("drift");
      expect(
        answer.stderr.match(/Home Assistant was not looked at: .*\[no-home-assistant-token\]/g),
      ).toHaveLength(1);
      expect(answer.stderr).toContain("Stack prod and Cloudflare agree.");
      expect(answer.code).toBe(0);
      const doctor = await run("doctor");
      expect(doctor.stdout).toContain("problem  homeAssistantToken is not set");
      expect([doctor.code, home.commands.commands()]).toEqual([1, []]);
    });
  });
});
