import { setTimeout } from "node:timers/promises";
import type { CommandFaultKind } from "cloudflare-simulator/home-assistant/faults.ts";
import {
  type HomeAssistant,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { connectorsOf } from "cloudflare-simulator/home-assistant/connector.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { findPulumi } from "../../../cli/pulumi.ts";
import { killTree, type Outcome } from "../../../testing/engine/run-cli.ts";
import { allThatIsSetUp } from "../../all-that-is-set-up.ts";
import { EngineStack, example, type StackFile } from "../engine-stack.ts";

jest.setTimeout(600_000);

let stack: EngineStack;
let home: HomeAssistant;
let supervisor: Supervisor;
let withHome: StackFile;
/** What is at Home Assistant before the stack sets it up, and after. */
let before: object;
let after: object;

beforeAll(async () => {
  stack = await EngineStack.create();
  supervisor = new Supervisor({ runConnector: connectorsOf(stack.simulator.state) });
  home = await startHomeAssistant({ supervisor, restartMs: 50, startMs: 50 });
  withHome = { ...example, homeAssistant: { url: home.url } };
  stack.environment["HOME_ASSISTANT_TOKEN"] = "the token";
  before = everything();
  await finish(withHome);
  after = everything();
});
afterAll(async () => {
  expect(stack.simulator.exposures()).toEqual([]);
  await home.close();
  await stack.close();
});

const everything = (): object => allThatIsSetUp(home, supervisor);

/** What the owner does after a failure: the same again, and what the refusal says to do before. */
async function finish(file: StackFile): Promise<void> {
  stack.write(file);
  let outcome: Outcome | undefined;
  for (let round = 0; round < 4 && outcome?.code !== 0; round += 1) {
    if (outcome?.text.includes("pulumi cancel") === true) {
      await stack.pulumi("cancel", "--yes", "--stack", "test");
    } else if (round > 1) {
      await stack.npmRun("adopt", "--yes", "--stack", "test");
    }
    outcome = await stack.up();
  }
  expect(outcome).toMatchObject({ code: 0 });
}

/** Runs `up` while the first command with this label comes to grief. One that hangs is killed with all its children. */
async function disturb(file: StackFile, label: RegExp, kind: CommandFaultKind): Promise<Outcome> {
  stack.write(file);
  const { commands } = home;
  commands.set(label, kind);
  let isOver = false;
  const kill = async (pid: number): Promise<void> => {
    while (!commands.isSpent && !isOver) await setTimeout(20);
    await setTimeout(100);
    if (!isOver) killTree(pid);
  };
  const words = ["up", "--yes", "--skip-preview", "--stack", "test", "--non-interactive"];
  const onStart = kind.startsWith("hang") ? (pid: number) => void kill(pid) : () => undefined;
  const outcome = await stack.run(findPulumi() ?? "", words, onStart);
  isOver = true;
  expect(commands.isSpent).toBe(true);
  return outcome;
}

/** Each begins where the one before it has ended. */
const trials: readonly (readonly [way: "there" | "back", label: RegExp, kind: CommandFaultKind])[] = [
  ["back", /\/stop$/, "cut before"],
  ["there", /\/install$/, "cut after"],
  ["back", /^http\/config\/configure$/, "hang after"],
  ["there", /\/start$/, "hang before"],
];

test.each(trials)(
  "on the way %s, %s is disturbed (%s): repeating the run finishes it, and nothing is lost",
  async (...trial) => {
    const [way, label, kind] = trial;
    const [file, end] = way === "there" ? [withHome, after] : [example, before];
    await disturb(file, label, kind);
    expect((await fetch(home.url)).status).toBe(200);
    await finish(file);
    expect(everything()).toEqual(end);
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  },
);
