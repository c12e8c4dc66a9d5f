import type { Home } from "../domain/configuration/home.ts";
import { type CloudflareApi, connectApi } from "../zone/api.ts";
import { readApiToken, readHome, selectStack } from "./stack.ts";
import { type ExportedStack, readState } from "./state.ts";

/** A stack with everything that a command needs to judge it. */
export interface OpenStack {
  readonly stack: string;
  readonly home: Home;
  readonly state: ExportedStack;
  readonly api: CloudflareApi;
}

/** Reads a stack's configuration, state and API token. @param option the value of --stack @throws Failure */
export async function openStack(option: string | undefined): Promise<OpenStack> {
  const stack = await selectStack(option);
  const home = await readHome(stack);
  const api = await openApi(stack);
  return { stack, home, api, state: await readState(stack) };
}

/** Connects to Cloudflare's API with the stack's token. @throws Failure when it has none */
export async function openApi(stack: string): Promise<CloudflareApi> {
  return connectApi({ token: await readApiToken(stack) });
}
