import type { Problem } from "../domain/errors.ts";
import { Failure } from "../domain/failure.ts";
import type { PulumiAnswer } from "./pulumi.ts";

/**
 * Explains a failed command of the Pulumi CLI in the owner's terms; an unknown error is passed on in the CLI's own words.
 * @param stack the stack that the command was for; empty for the selected one
 * @param doing what the command was for, as the end of "Pulumi failed while …"
 */
export function pulumiFailure(stack: string, doing: string, answer: PulumiAnswer): Failure {
  const text = `${answer.stderr}\n${answer.stdout}`;
  const known = explanations.find(({ sign }) => sign.test(text));
  return new Failure(known?.problem(stack) ?? unexplained(doing, answer));
}

interface Explanation {
  readonly sign: RegExp;
  readonly problem: (stack: string) => Problem;
}

const explanations: readonly Explanation[] = [
  {
    sign: /no stack named|no stack selected|no Pulumi\.yaml project file found/,
    problem: (stack) => ({
      code: "no-stack",
      where: stack === "" ? "no stack" : `stack ${stack}`,
      what: stack === "" ? "is selected" : "was not found",
      fix: "List the stacks: npx pulumi stack ls\nThen choose one with --stack <name>, or create one: npx pulumi stack init <name>",
    }),
  },
  {
    sign: /passphrase must be set|incorrect passphrase|error getting secrets manager/,
    problem: (stack) => ({
      code: "wrong-passphrase",
      where: `stack ${stack}`,
      what: "contains secrets, and its passphrase is missing or wrong",
      fix: "Set PULUMI_CONFIG_PASSPHRASE to it, or PULUMI_CONFIG_PASSPHRASE_FILE to the path of a file that contains it.",
    }),
  },
  {
    sign: /stack is currently locked|currently in progress|[Cc]onflict: Another update/,
    problem: (stack) => ({
      code: "locked",
      where: `stack ${stack}`,
      what: "is locked by another run of Pulumi",
      fix: `Wait until that run has finished. If it was killed: npx pulumi cancel --stack ${stack}`,
    }),
  },
  {
    sign: /failed to load checkpoint/,
    problem: (stack) => ({
      code: "state-unreadable",
      where: `stack ${stack}`,
      what: "can't be loaded: a run that was killed left a file of the backend half-written",
      fix: `Repair it: npm run adopt -- --stack ${stack}`,
    }),
  },
  {
    sign: /pulumi login|getting user info|not logged in|no such file or directory.*state|could not list bucket/,
    problem: () => ({
      code: "state-unreadable",
      where: "Pulumi's backend",
      what: "can't be reached",
      fix: "Log in to the backend that stores the stack's state: npx pulumi login   (npx pulumi whoami -v shows the current one)",
    }),
  },
];

function unexplained(doing: string, { code, stdout, stderr }: PulumiAnswer): Problem {
  const text = (stderr.trim() === "" ? stdout : stderr).trim().split("\n").slice(-12).join("\n");
  return {
    code: "pulumi-failed",
    where: "Pulumi",
    what: `failed while ${doing} (exit code ${code})`,
    fix: `It said:\n${text}`,
  };
}
