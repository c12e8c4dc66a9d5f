import Cloudflare from "cloudflare";

/**
 * Cloudflare's official client. A token of the stack's configuration counts before one of this process's environment, as
 * it does for Cloudflare's provider; one that came from the environment at the last up is what is left otherwise.
 */
export function connect(environment: NodeJS.ProcessEnv): Cloudflare {
  const { CONFIGURED_API_TOKEN, CLOUDFLARE_API_TOKEN, STORED_API_TOKEN } = environment;
  const token = [CONFIGURED_API_TOKEN, CLOUDFLARE_API_TOKEN, STORED_API_TOKEN].find((one) => one);
  const baseURL = environment["CLOUDFLARE_BASE_URL"];
  return new Cloudflare({ apiToken: token, ...(baseURL === undefined ? {} : { baseURL }) });
}

/** A variable that the stack always sets for its commands. */
export function need(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value === undefined || value === "") {
    throw new Error(`${name} is not set: this program is run by pulumi, not by hand`);
  }
  return value;
}

/** Runs a command's program: its error goes to stderr as one line, without a stack dump, and the exit code says it. */
export async function run(program: () => Promise<void>): Promise<void> {
  try {
    await program();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
