import { messageOf } from "../../../domain/failure.ts";
import { endByHand, endEverything, endWithoutAccess } from "../../../domain/home-assistant/sessions.ts";
import { typeTokens } from "../../../domain/type-tokens.ts";
import { type CloudflareApi, path } from "../../../zone/api.ts";
import { ask } from "../../../zone/ask.ts";
import { resourcesOf, type StackState, textOutput } from "../../../zone/state.ts";
import { openApi } from "../../open-stack.ts";
import { say } from "../../run.ts";
import { selectStack } from "../../stack.ts";
import { readState } from "../../state.ts";
import { endSessions, type SessionFlags } from "./sessions.ts";

export interface DisconnectOptions extends SessionFlags {
  readonly stack?: string;
}

/**
 * Ends what a locked-out device still has open: all connections of the tunnel, and its sessions at Home Assistant. Exit
 * code 1: something could not be ended.
 * @throws Failure
 */
export async function disconnectAll(options: DisconnectOptions): Promise<void> {
  const stack = await selectStack(options.stack);
  const state = await readState(stack);
  const api = await openApi(stack);
  const done = await endWhatIsOpen(api, { stack, state }, options);
  process.exitCode = done ? 0 : 1;
}

/** Ends both and reports each. @returns whether all of it was done */
export async function endWhatIsOpen(
  api: CloudflareApi,
  { stack, state }: { readonly stack: string; readonly state: StackState },
  flags: SessionFlags,
): Promise<boolean> {
  const closed = await step("The tunnel's connections", () =>
    ask("closing the tunnel's connections", () => closeConnections(api, state)),
  );
  const sessions = await endDeviceSessions(stack, flags);
  if (sessions !== "done") {
    say(sessions === "no access" ? endWithoutAccess : endByHand);
  }
  if (sessions === "no access" || !closed) {
    say(endEverything);
  }
  return closed && sessions !== "failed";
}

/** Reports the outcome. Having no access to Home Assistant does not count as a failure. */
async function endDeviceSessions(
  stack: string,
  flags: SessionFlags,
): Promise<"done" | "no access" | "failed"> {
  if (flags.keepSessions === true) {
    return "done";
  }
  const what = "Home Assistant's sessions";
  try {
    if (await endSessions(stack, flags)) {
      return "done";
    }
    say(`${what}: the stack has no access to them.`);
    return "no access";
  } catch (error) {
    say(failureOf(what, error));
    return "failed";
  }
}

/** Does one thing and reports the outcome. @returns whether it was done */
export async function step(what: string, work: () => Promise<string>): Promise<boolean> {
  try {
    say(`${what}: ${await work()}`);
    return true;
  } catch (error) {
    say(failureOf(what, error));
    return false;
  }
}

function failureOf(what: string, error: unknown): string {
  return `${what}: failed. ${messageOf(error)}`;
}

async function closeConnections(api: CloudflareApi, state: StackState): Promise<string> {
  const [tunnel] = resourcesOf(state, typeTokens.tunnel);
  if (tunnel?.id === undefined) {
    return "there is no tunnel.";
  }
  const account = textOutput(tunnel, "accountId") ?? "";
  await api.send("DELETE", path`accounts/${account}/cfd_tunnel/${tunnel.id}/connections`);
  return "closed. All devices that are not locked out reconnect by themselves.";
}
