import { z } from "zod";
import { formatProblem, formatProblems } from "../domain/errors.ts";
import { messageOf } from "../domain/failure.ts";
import { type FoundHomeAssistant, planReturn, recordFound } from "../domain/home-assistant/found.ts";
import { describeNotes } from "../domain/home-assistant/notes.ts";
import { planHomeAssistant, proxiesOf } from "../domain/home-assistant/plan.ts";
import type { HomeAssistantChoices } from "../domain/home-assistant/wanted.ts";
import { carryOut } from "../home-assistant/carry-out.ts";
import { HomeAssistant } from "../home-assistant/home-assistant.ts";
import { readFacts } from "../home-assistant/read-facts.ts";
import { tokensOf } from "../home-assistant/tokens.ts";
import { connect, need, runHook } from "./program.ts";
import { waitForTunnel } from "./wait-for-tunnel.ts";

const choices = z.object({
  url: z.string(),
  externalUrl: z.string().optional(),
  takeOverApp: z.boolean(),
  trustedProxies: z.array(z.string()).optional(),
  origin: z.string(),
});

/**
 * `home-assistant.ts record`: prints what Home Assistant is like before the stack changes it. Pulumi runs it again whenever
 * this part of the configuration changes, with the previous record in PULUMI_COMMAND_STDOUT.
 * `home-assistant.ts apply`: sets up the connector, the trusted proxies and the external address.
 * `home-assistant.ts restore`: restores what the record says.
 */
void runHook("looking for the tunnel's connections", async () => {
  const wanted = choices.parse(JSON.parse(need(process.env, "HOME_ASSISTANT"))) as HomeAssistantChoices;
  const home = new HomeAssistant({ url: wanted.url, tokens: tokensOf(process.env) });
  try {
    await act(home, wanted);
  } finally {
    home.close();
  }
});

function act(home: HomeAssistant, wanted: HomeAssistantChoices): Promise<void> {
  switch (process.argv[2]) {
    case "record":
      return record(home, wanted);
    case "apply":
      return apply(home, wanted);
    case "restore":
      return restore(home);
    default:
      throw new Error("usage: home-assistant.ts record|apply|restore");
  }
}

async function record(home: HomeAssistant, wanted: HomeAssistantChoices): Promise<void> {
  const facts = await readFacts(home);
  const given = {
    externalUrls: wanted.externalUrl === undefined ? [] : [wanted.externalUrl],
    proxies: proxiesOf(facts, wanted) ?? [],
    tunnels: [need(process.env, "TUNNEL_ID")],
  };
  process.stdout.write(JSON.stringify(recordFound(facts, readRecord(), given)));
}

async function apply(home: HomeAssistant, choice: HomeAssistantChoices): Promise<void> {
  const tunnelId = need(process.env, "TUNNEL_ID");
  const wanted = { ...choice, tunnelId, token: need(process.env, "TUNNEL_TOKEN") };
  const facts = await carryOut(home, {
    tell,
    plan: (found) => {
      const { steps, problems } = planHomeAssistant(found, wanted);
      if (problems.length > 0) {
        throw new Error(formatProblems(problems));
      }
      return steps;
    },
  });
  process.stderr.write(
    describeNotes(facts, wanted)
      .map((note) => `${formatProblem(note)}\n`)
      .join(""),
  );
  if (facts.supervisor !== undefined) {
    await waitForTunnel(connect(process.env), { accountId: need(process.env, "ACCOUNT_ID"), tunnelId });
    tell("Cloudflare reports the tunnel as healthy");
  }
  process.stdout.write(JSON.stringify({ seen: process.env["SEEN"] ?? "" }));
}

async function restore(home: HomeAssistant): Promise<void> {
  const found = readRecord();
  if (found === undefined) {
    return;
  }
  try {
    await carryOut(home, { tell, plan: (facts) => planReturn(facts, found) });
  } catch (error) {
    const leave = `npx pulumi state delete '${process.env["RESOURCE"] ?? ""}'`;
    throw new Error(
      `${messageOf(error)}\n  To leave Home Assistant as it is and continue without it: ${leave}, then repeat the command.`,
    );
  }
}

function readRecord(): FoundHomeAssistant | undefined {
  const text = process.env["PULUMI_COMMAND_STDOUT"] ?? "";
  return text === "" ? undefined : (JSON.parse(text) as FoundHomeAssistant);
}

/** Pulumi displays a command's stderr while it runs. */
function tell(text: string): void {
  process.stderr.write(`Home Assistant: ${text}\n`);
}
