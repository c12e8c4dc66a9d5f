import { rmSync } from "node:fs";
import { Command } from "commander";
import { findBrokenAttributes } from "./adopt/broken-attributes.ts";
import { carryOutPlan } from "./adopt/carry-out.ts";
import { makePlan } from "./adopt/make-plan.ts";
import { type AdoptionPlan, describePlan, isEmpty, withConsent } from "./adopt/plan.ts";
import { confirm } from "./confirm.ts";
import { badValue } from "../domain/errors.ts";
import { Failure } from "../domain/failure.ts";
import { print, run, say, stackOption } from "./run.ts";
import { openStack } from "./open-stack.ts";

interface Flags {
  readonly stack?: string;
  readonly yes: boolean;
  readonly take: readonly string[];
  readonly json: boolean;
}

const program = new Command("adopt")
  .description(
    "Brings a stack's state in line with Cloudflare: takes over existing objects that the configuration describes, and " +
      "drops objects that no longer exist. Changes only the state, nothing at Cloudflare.",
  )
  .option(...stackOption)
  .option("--yes", "don't ask for confirmation", false)
  .option(
    "--take <what...>",
    'also take over an object that needs separate consent: a hostname, or "tunnel"',
    [],
  )
  .option("--json", "print the plan as JSON; it is carried out only with --yes", false)
  .action(adopt);

void run(program);

async function adopt(flags: Flags): Promise<void> {
  const broken = await findBrokenAttributes(flags.stack ?? process.env["PULUMI_STACK"] ?? "");
  if (broken.length > 0) {
    await removeBroken(broken, flags);
    return;
  }
  const { stack, home, state, api } = await openStack(flags.stack);
  const plan = await makePlan(api, { home, state });
  checkConsent(plan, flags.take);
  if (!flags.json && (!isEmpty(plan) || plan.leave.length > 0)) {
    say(describePlan(stack, plan));
  }
  const agreed = withConsent(plan, flags.yes || flags.json ? flags.take : await askEach(plan, flags.take));
  const isWanted = !isEmpty(agreed) && (await isConfirmed(flags, "Change the stack's state?"));
  const backup = isWanted ? await carryOutPlan(stack, agreed, state) : undefined;
  conclude(stack, { flags, plan, agreed, backup });
}

/** Ends here: only when Pulumi can load the state does it show what else the killed run left behind, such as a lock. */
async function removeBroken(broken: readonly string[], flags: Flags): Promise<void> {
  if (flags.json) {
    print({ broken, removed: flags.yes });
  } else {
    say(
      `A killed run left these files half-written, so Pulumi can't load the state:\n  ${broken.join("\n  ")}`,
    );
  }
  if (await isConfirmed(flags, "Remove them? Pulumi creates them again.")) {
    broken.forEach((path) => {
      rmSync(path);
    });
    say("Next: npx pulumi up");
  }
}

function checkConsent(plan: AdoptionPlan, words: readonly string[]): void {
  const known = plan.take.flatMap(({ consent }) => consent?.word ?? []);
  const unknown = words.filter((word) => !known.includes(word));
  if (unknown.length > 0) {
    const what = "does not name an object that needs separate consent";
    const fix = known.length === 0 ? "Leave it out." : `Possible values: ${known.join(", ")}`;
    throw new Failure(badValue(`--take ${unknown.join(" ")}`, what, fix));
  }
}

async function askEach(plan: AdoptionPlan, already: readonly string[]): Promise<string[]> {
  const words = [...already];
  for (const { what, consent } of plan.take) {
    if (consent === undefined || words.includes(consent.word) || !process.stdin.isTTY) {
      continue;
    }
    if (await confirm(`Take over ${what}? Note: ${consent.consequence}.`)) {
      words.push(consent.word);
    }
  }
  return words;
}

async function isConfirmed({ yes, json }: Flags, question: string): Promise<boolean> {
  return yes || (!json && (await confirm(question)));
}

interface Conclusion {
  readonly flags: Flags;
  readonly plan: AdoptionPlan;
  readonly agreed: AdoptionPlan;
  /** Undefined when nothing was changed. */
  readonly backup: string | undefined;
}

/** Exit code 1 means that something is left to do. */
function conclude(stack: string, { flags, plan, agreed, backup }: Conclusion): void {
  const done = backup !== undefined;
  const refused = plan.take.filter((object) => !agreed.take.includes(object));
  process.exitCode = (!isEmpty(agreed) && !done) || refused.length > 0 ? 1 : 0;
  if (flags.json) {
    print({ stack, ...plan, done, refused: refused.map(({ what }) => what), backup: backup ?? null });
    return;
  }
  if (done) {
    say(`Done. Previous state saved to ${backup}. Next: npx pulumi up --stack ${stack}`);
  } else {
    say(isEmpty(plan) ? "The state is in line with Cloudflare: nothing to do." : "Nothing was changed.");
  }
  if (refused.length > 0) {
    const words = refused.map(({ consent }) => `--take ${consent?.word ?? ""}`).join(" ");
    say(`Not taken over, because it needs separate consent: npm run adopt -- ${words}`);
  }
}
