import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withSimulator } from "../../simulator/support/with-simulator.ts";
import { stateOf } from "./cli-fixtures.ts";
import { fakePulumi } from "./fake-pulumi.ts";
import { type Outcome, spawnCommand } from "./spawn-command.ts";

/** The configuration of the stack, without the namespace. */
export const configured = {
  zone: "example.com",
  hostname: "ha.example.com",
  devices: '[{"name":"anna-phone"}]',
};

/** A configuration as `pulumi config --json` prints it. */
export function configurationOf(values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values).map(([key, value]) => [`ha-mtls:${key}`, { value, secret: false }]);
  return JSON.stringify(Object.fromEntries(entries));
}

/** Runs commands as programs for the tests of a file: with a simulator as Cloudflare, and a fake CLI with an empty stack. */
export function commandUnderTest() {
  const cloud = withSimulator();
  const fake = fakePulumi();
  let folder = "";
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
  return {
    cloud,
    fake,
    /** The folder that the command runs in. */
    folder: () => folder,
    run: (program: string, ...words: string[]): Promise<Outcome> => {
      const environment = { PULUMI_STACK: "", HOME_ASSISTANT_TOKEN: "" };
      return spawnCommand({ program, words, fake, simulator: cloud.simulator, environment, folder });
    },
    /** Creates a tunnel of the stack's name that the stack does not know. */
    makeTunnel: (): PromiseLike<unknown> =>
      cloud.client.zeroTrust.tunnels.cloudflared.create({
        ...cloud.account,
        name: "ha-mtls-prod",
        config_src: "cloudflare",
      }),
  };
}
