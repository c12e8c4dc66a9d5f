import {
  type HomeAssistant,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { stateOf, types } from "./support/cli-fixtures.ts";
import { commandUnderTest, configurationOf, configured } from "./support/command-under-test.ts";

const { fake, run } = commandUnderTest();

const setting =
  "ha-mtls:index:SecureHome$ha-mtls:index:ZoneSettings$cloudflare:index/zoneSetting:ZoneSetting";
beforeEach(() => {
  fake.answer("stack export", {
    stdout: stateOf([{ types: setting, name: "zone-settings-ssl", id: "ssl" }]).text,
  });
  fake.answer("preview --refresh", { stdout: '{"steps":[]}' });
});

test("a stack that was never deployed can't be compared, exit code 2", async () => {
  fake.answer("stack export", { stdout: stateOf([{ types: types.stack, name: "ha-mtls-prod" }]).text });
  const { code, stderr } = await run("drift");
  expect(stderr).toContain("[not-deployed]");
  expect(code).toBe(2);
});

test("no differences, exit code 0", async () => {
  expect(await run("drift")).toEqual({ code: 0, stdout: "", stderr: "Stack prod and Cloudflare agree.\n" });
});

test("differences, exit code 1 and the command that restores them", async () => {
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

test("a preview that fails for an unknown reason, exit code 2 and Pulumi's own words", async () => {
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

  test("a change made there by hand is a difference, exit code 1", async () => {
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

  test("without an access token it is not checked, which is said once and does not change the exit code", async () => {
    const stderr = "error: configuration key 'ha-mtls:homeAssistantToken' not found for stack 'prod'";
    fake.answer("config get homeAssistantToken", { stderr, code: 1 });
    const answer = await run("drift");
    expect(
      answer.stderr.match(/Home Assistant was not checked: .*\[no-home-assistant-token\]/g),
    ).toHaveLength(1);
    expect(answer.stderr).toContain("Stack prod and Cloudflare agree.");
    expect(answer.code).toBe(0);
    const doctor = await run("doctor");
    expect(doctor.stdout).toContain("problem  homeAssistantToken is not set");
    expect([doctor.code, home.commands.commands()]).toEqual([1, []]);
  });
});

test("what stopped the preview is reported together with the differences that explain it", async () => {
  const gone = "ha-mtls:index:SecureHome$ha-mtls:index:Tunnel$" + typeTokens.tunnel;
  const state = stateOf([{ types: gone, name: "tunnel", id: "x", outputs: { name: "ha-mtls-prod" } }]);
  fake.answer("stack export", { stdout: state.text });
  const diagnostics = [{ severity: "error", message: "tunnel x was deleted [gone]" }];
  fake.answer("preview --refresh", { stdout: JSON.stringify({ diagnostics }), code: 255 });
  const { code, stdout, stderr } = await run("drift");
  expect(stdout).toMatch(/^tunnel ha-mtls-prod was deleted outside Pulumi/);
  expect(stderr).toContain("Pulumi can't compare the rest until these are fixed");
  expect(code).toBe(1);
});
