import { Command } from "commander";
import { z } from "zod";
import { formatProblem } from "../domain/errors.ts";
import { Failure } from "../domain/failure.ts";
import { pulumi } from "./pulumi.ts";
import { run, say } from "./run.ts";

/**
 * `npm run each -- preview`: runs the same Pulumi command for every stack, one home after another. A failure does not stop
 * the remaining homes; the exit code is 1 when at least one failed.
 */
const program = new Command("npm run each --")
  .description("Runs a Pulumi command for every stack, one home after another.")
  .argument("<words...>", "the command, for example: preview, or: up --yes")
  .allowUnknownOption()
  .passThroughOptions()
  .action(forEach);

void run(program);

async function forEach(words: readonly string[]): Promise<void> {
  const failed: string[] = [];
  for (const stack of await listStacks()) {
    say(`── ${stack}`);
    const { code } = await pulumi(words, { stack, inherit: true });
    if (code !== 0) {
      failed.push(stack);
    }
  }
  if (failed.length > 0) {
    const fix = failed.map((stack) => `npx pulumi ${words.join(" ")} --stack ${stack}`).join("\n");
    say(formatProblem({ code: "stack-failed", where: failed.join(", "), what: "failed", fix }));
    process.exitCode = 1;
  }
}

const stacks = z.array(z.object({ name: z.string() }));

async function listStacks(): Promise<string[]> {
  const { code, stdout, stderr } = await pulumi(["stack", "ls", "--json"]);
  const names = code === 0 ? stacks.parse(JSON.parse(stdout)).map(({ name }) => name) : [];
  if (names.length === 0) {
    const fix = code === 0 ? "Create one: npx pulumi stack init <home>" : stderr.trim();
    throw new Failure({ code: "no-stack", where: "npm run each", what: "found no stacks", fix });
  }
  return names;
}
