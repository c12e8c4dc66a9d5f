import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { Failure } from "../../domain/failure.ts";
import { findPulumi, noPulumi } from "../../cli/pulumi.ts";
import { copyProgram, engineEnvironment } from "../engine/program-copy.ts";
import { killTree, type Outcome, runToEnd } from "../engine/run-cli.ts";
import { type BringUp, readHome } from "./bring-up.ts";
import { example } from "./example.ts";
import { describeOutput, describeResource } from "./steps.ts";

/** Brings the example up with `pulumi up`: the real CLI and the real providers, on a copy of the project. */
export const bringUpOnEngine: BringUp = async (world, tell) => {
  const { simulator, homeAssistant, accessToken, folder } = world;
  const program = findPulumi();
  if (program === undefined) throw new Failure(noCli);
  const stackFolder = join(folder, "stack");
  mkdirSync(stackFolder);
  copyProgram(stackFolder);
  const environment = { ...engineEnvironment(stackFolder, simulator), HOME_ASSISTANT_TOKEN: accessToken };
  let running: number | undefined;
  // Otherwise the CLI would survive the demo's interruption, and keep retrying requests to the stopped simulator.
  process.once("exit", () => {
    if (running !== undefined) killTree(running);
  });
  const pulumi = async (words: readonly string[], onLine?: (line: string) => void): Promise<Outcome> => {
    const all = [...words, "--stack", example.stack, "--non-interactive", "--color", "never"];
    const onStart = (pid: number): void => void (running = pid);
    const listening = { onStart, ...(onLine === undefined ? {} : { onLine }) };
    const outcome = await runToEnd({ program, words: all, folder: stackFolder, environment, ...listening });
    running = undefined;
    if (outcome.code !== 0) throw new Failure(failed(words.join(" "), outcome));
    return outcome;
  };
  await pulumi(["stack", "init"]);
  writeStackFile(join(stackFolder, `Pulumi.${example.stack}.yaml`), {
    ...example.configuration,
    homeAssistant: { url: homeAssistant.url },
    bundleDirectory: join(folder, "bundles"),
  });
  await pulumi(["up", "--yes", "--skip-preview"], (line) => {
    const [, name = "", state, words = ""] =
      /^ \+\s+\S+ (\S+) (creat\w+) \([\d.]+m?s\) ?(.*)/.exec(line) ?? [];
    const step = state === "created" ? describeResource(name) : describeOutput(words);
    if (step !== undefined) tell(step);
  });
  const { stdout } = await pulumi(["stack", "output", "--json", "--show-secrets"]);
  return readHome(JSON.parse(stdout));
};

/** Appends the settings to the stack file, in which the CLI has written the passphrase's salt. */
function writeStackFile(path: string, settings: Readonly<Record<string, unknown>>): void {
  const config = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [`ha-mtls:${key}`, value]),
  );
  writeFileSync(path, `${readFileSync(path, "utf8")}\n${stringify({ config })}`);
}

const noCli = { ...noPulumi, fix: `${noPulumi.fix}\nor run the demo without it: npm run demo` };

function failed(words: string, { code, text }: Outcome) {
  const what = `failed to run ${words} (exit code ${code})`;
  return { code: "pulumi-failed", where: "Pulumi", what, fix: `Its output:\n${text.trim()}` } as const;
}
