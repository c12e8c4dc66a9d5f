import { messageOf } from "../domain/failure.ts";
import { type CloudflareApi, connectApi } from "../zone/api.ts";
import { ask } from "../zone/ask.ts";

/**
 * Returns a client of Cloudflare's API. As for Cloudflare's provider, the token in the stack's configuration takes
 * precedence over that in the environment; the last resort is the token of the last `pulumi up`.
 */
export function connect(environment: NodeJS.ProcessEnv): CloudflareApi {
  const { CONFIGURED_API_TOKEN, CLOUDFLARE_API_TOKEN, STORED_API_TOKEN } = environment;
  const token = [CONFIGURED_API_TOKEN, CLOUDFLARE_API_TOKEN, STORED_API_TOKEN].find((one) => one);
  return connectApi({ token: token ?? "" });
}

/** Returns a variable that the stack sets for its commands. @throws Error if it is not set */
export function need(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value === undefined || value === "") {
    throw new Error(`${name} is not set: Pulumi runs this program, don't start it yourself`);
  }
  return value;
}

/**
 * Runs a hook. If it fails, prints a message for the owner to stderr, without a stack trace, and sets exit code 1.
 * @param doing what it does, as a participle for Cloudflare's errors: `writing the gate's rules`
 */
export async function runHook(doing: string, program: () => Promise<void>): Promise<void> {
  try {
    await ask(doing, program);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}
