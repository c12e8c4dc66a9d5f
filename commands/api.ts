import Cloudflare from "cloudflare";

/** Cloudflare's official client with the token of this process, or else the one the stack stored at the last up. */
export function connect(environment: NodeJS.ProcessEnv): Cloudflare {
  const token = environment["CLOUDFLARE_API_TOKEN"] ?? environment["STORED_API_TOKEN"];
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
