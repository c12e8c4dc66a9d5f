import { type CloudflareApi, connectApi } from "../zone/api.ts";
import { ask } from "../zone/ask.ts";

/**
 * Cloudflare's API. A token of the stack's configuration counts before one of this process's environment, as it does for
 * Cloudflare's provider; one that came from the environment at the last up is what is left otherwise.
 */
export function connect(environment: NodeJS.ProcessEnv): CloudflareApi {
  const { CONFIGURED_API_TOKEN, CLOUDFLARE_API_TOKEN, STORED_API_TOKEN } = environment;
  const token = [CONFIGURED_API_TOKEN, CLOUDFLARE_API_TOKEN, STORED_API_TOKEN].find((one) => one);
  return connectApi({ token: token ?? "" });
}

/** A variable that the stack always sets for its commands. */
export function need(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value === undefined || value === "") {
    throw new Error(`${name} is not set: this program is run by pulumi, not by hand`);
  }
  return value;
}

/**
 * Runs a command's program: its error goes to stderr in the owner's terms, without a stack dump, and the exit code says it.
 * @param doing what Cloudflare refuses where it does: `writing the gate's rules`
 */
export async function run(doing: string, program: () => Promise<void>): Promise<void> {
  try {
    await ask(doing, program);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
