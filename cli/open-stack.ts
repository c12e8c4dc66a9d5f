import type { Home } from "../domain/configuration/home.ts";
import { type CloudflareApi, connectApi } from "../zone/api.ts";
import { readApiToken, readHome, selectStack } from "./stack.ts";
import { type ExportedStack, readState } from "./state.ts";

/** A stack with all that a command needs to judge it. */
export interface OpenStack {
  readonly stack: string;
  readonly home: Home;
  readonly state: ExportedStack;
  readonly api: CloudflareApi;
}

/** The stack of that option, its configuration, its state, and Cloudflare's API with its token. @throws Failure */
export async function openStack(option: string | undefined): Promise<OpenStack> {
  const stack = await selectStack(option);
  const home = await readHome(stack);
  const api = connectApi({ token: await readApiToken(stack) });
  return { stack, home, api, state: await readState(stack) };
}
