import type { Problem } from "../domain/errors.ts";
import { Failure } from "../domain/failure.ts";
import type { PulumiAnswer } from "./pulumi.ts";

/** What the CLI says when it can't do something, in the owner's terms; what is not known is passed on in its words. */
export function pulumiFailure(stack: string, doing: string, answer: PulumiAnswer): Failure {
  return new Failure(explain(stack, `${answer.stderr}\n${answer.stdout}`) ?? unexplained(doing, answer));
}

function explain(stack: string, text: string): Problem | undefined {
  return explanations.find(({ sign }) => sign.test(text))?.problem(stack);
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
      what: stack === "" ? "is selected" : "is not known here",
      fix: "List the stacks with npx pulumi stack ls, then name one: --stack <name>\nor make one: npx pulumi stack init <name>",
    }),
  },
  {
    sign: /passphrase must be set|incorrect passphrase|error getting secrets manager/,
    problem: (stack) => ({
      code: "wrong-passphrase",
      where: `stack ${stack}`,
      what: "holds secrets, and its passphrase is missing or wrong",
      fix: "Put it into PULUMI_CONFIG_PASSPHRASE, or a file's path into PULUMI_CONFIG_PASSPHRASE_FILE.",
    }),
  },
  {
    sign: /stack is currently locked|currently in progress|[Cc]onflict: Another update/,
    problem: (stack) => ({
      code: "locked",
      where: `stack ${stack}`,
      what: "is locked by another run of Pulumi",
      fix: `Wait until it has ended; if it was killed: npx pulumi cancel --stack ${stack}`,
    }),
  },
  {
    sign: /failed to load checkpoint/,
    problem: (stack) => ({
      code: "state-unreadable",
      where: `stack ${stack}`,
      what: "can't be loaded: a killed run has left a file of its backend half written",
      fix: `Mend it: npm run adopt -- --stack ${stack}`,
    }),
  },
  {
    sign: /pulumi login|getting user info|not logged in|no such file or directory.*state|could not list bucket/,
    problem: () => ({
      code: "state-unreadable",
      where: "Pulumi's backend",
      what: "can't be reached",
      fix: "Log in to where the stack's state is: npx pulumi login   (see which one: npx pulumi whoami -v)",
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
