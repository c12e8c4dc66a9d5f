import { rmSync } from "node:fs";
import { Command } from "commander";
import { carryOut } from "./adopt/carry-out.ts";
import { describePlan } from "./adopt/describe-plan.ts";
import { findBrokenAttributes } from "./adopt/broken-attributes.ts";
import { makePlan } from "./adopt/make-plan.ts";
import { type AdoptionPlan, isEmpty, withConsent } from "./adopt/plan.ts";
import { confirm } from "./confirm.ts";
import { Failure } from "../domain/failure.ts";
import { print, run, say } from "./run.ts";
import { openStack } from "./open-stack.ts";

interface Flags {
  readonly stack?: string;
  readonly yes: boolean;
  readonly take: readonly string[];
  readonly json: boolean;
}

const program = new Command("adopt")
  .description(
    "Brings a stack's state in line with what Cloudflare holds: takes over what the configuration describes and the " +
      "state lacks, lets go of what is gone. Changes the state only, never anything at Cloudflare.",
  )
  .option("--stack <name>", "stack to work on; the selected one by default")
  .option("--yes", "do it without asking", false)
  .option("--take <what...>", 'yes for an object that needs its own: a hostname, or "tunnel"', [])
  .option("--json", "print the plan as JSON; done only with --yes", false)
  .action(adopt);

void run(program);

async function adopt(flags: Flags): Promise<void> {
  const broken = await findBrokenAttributes(flags.stack ?? process.env["PULUMI_STACK"]);
  if (broken.length > 0) {
    await mend(broken, flags);
    return;
  }
  const { stack, home, state, api } = await openStack(flags.stack);
  const plan = await makePlan(api, { home, state });
  checkConsent(plan, flags.take);
  if (!flags.json && (!isEmpty(plan) || plan.leave.length > 0)) {
    say(describePlan(stack, plan));
  }
  const agreed = withConsent(plan, flags.yes || flags.json ? flags.take : await askEach(plan, flags.take));
  const done = !isEmpty(agreed) && (await isWanted(flags)) ? await carryOut(stack, agreed, state) : undefined;
  conclude(stack, { flags, plan, agreed, backup: done });
}

/** The run that was killed has more to say of itself once the state can be loaded: whether it holds a lock, say. */
async function mend(broken: readonly string[], { json, yes }: Flags): Promise<void> {
  if (json) {
    print({ broken, removed: yes });
  } else {
    say(`A killed run left half written, so that Pulumi can't load the state:\n  ${broken.join("\n  ")}`);
  }
  if (yes || (!json && (await confirm("Remove it? Pulumi makes it anew.")))) {
    broken.forEach((path) => {
      rmSync(path);
    });
    say("Next: npx pulumi up");
  }
}

function checkConsent(plan: AdoptionPlan, words: readonly string[]): void {
  const known = plan.take.flatMap(({ consent }) => (consent === undefined ? [] : [consent.word]));
  const unknown = words.filter((word) => !known.includes(word));
  if (unknown.length > 0) {
    throw new Failure({
      code: "bad-value",
      where: `--take ${unknown.join(" ")}`,
      what: "names nothing that needs a yes of its own",
      fix: known.length === 0 ? "Leave it out." : `There is: ${known.join(", ")}`,
    });
  }
}

async function askEach(plan: AdoptionPlan, already: readonly string[]): Promise<string[]> {
  const words = [...already];
  for (const { what, consent } of plan.take) {
    if (consent === undefined || words.includes(consent.word) || !process.stdin.isTTY) {
      continue;
    }
    if (await confirm(`Take over ${what}? Then ${consent.consequence}.`)) {
      words.push(consent.word);
    }
  }
  return words;
}

async function isWanted({ yes, json }: Flags): Promise<boolean> {
  return yes || (!json && (await confirm("Change the stack's state?")));
}

interface Conclusion {
  readonly flags: Flags;
  readonly plan: AdoptionPlan;
  readonly agreed: AdoptionPlan;
  readonly backup: string | undefined;
}

/** Exit code 1 says that something is left to do. */
function conclude(stack: string, { flags, plan, agreed, backup }: Conclusion): void {
  const refused = plan.take.filter((taking) => !agreed.take.includes(taking));
  const undone = !isEmpty(agreed) && backup === undefined;
  if (flags.json) {
    print({
      stack,
      ...plan,
      done: backup !== undefined,
      refused: refused.map(({ what }) => what),
      backup: backup ?? null,
    });
  } else if (backup !== undefined) {
    say(`Done. Previous state saved to ${backup}. Next: npx pulumi up --stack ${stack}`);
  } else {
    say(isEmpty(plan) ? "The state is in line with Cloudflare: nothing to do." : "Nothing was changed.");
  }
  const words = refused.map(({ consent }) => `--take ${consent?.word ?? ""}`).join(" ");
  if (words !== "" && !flags.json) {
    say(`Not taken over without a yes of its own: npm run adopt -- ${words}`);
  }
  process.exitCode = undone || refused.length > 0 ? 1 : 0;
}
