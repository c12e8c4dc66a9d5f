import { Command } from "commander";
import { formatProblem } from "../domain/errors.ts";
import { Failure } from "../domain/failure.ts";
import { pulumi } from "./pulumi.ts";
import { run, say } from "./run.ts";

/**
 * `npm run each -- preview`: the same Pulumi command for every stack, one home after the other. A home that fails does
 * not stop the others; the exit code is 1 when one did.
 */
const program = new Command("npm run each --")
  .description("Runs a Pulumi command for every stack, one home after the other.")
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
    say(formatProblem({ code: "stack-failed", where: failed.join(", "), what: "did not succeed", fix }));
    process.exitCode = 1;
  }
}

async function listStacks(): Promise<string[]> {
  const { code, stdout, stderr } = await pulumi(["stack", "ls", "--json"]);
  const stacks = code === 0 ? (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name) : [];
  if (stacks.length === 0) {
    const fix = code === 0 ? "Make one: npx pulumi stack init <home>" : stderr.trim();
    throw new Failure({ code: "no-stack", where: "npm run each", what: "finds no stack", fix });
  }
  return stacks;
}
