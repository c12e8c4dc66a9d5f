import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * The floor of `npm run bench`: a plain script that repeats the requests of a recorded run and the openssl work.
 * Its argument is a JSON file with the recipe, which may be too long for an environment variable.
 */
interface Recipe {
  readonly api: string;
  readonly token: string;
  readonly requests: readonly { readonly method: string; readonly path: string; readonly body: unknown }[];
  readonly bundles: number;
}

async function run(recipe: Recipe): Promise<void> {
  for (const { method, path, body } of recipe.requests) {
    await fetch(`${recipe.api.replace("/client/v4", "")}${path}`, {
      method,
      headers: { authorization: `Bearer ${recipe.token}`, "content-type": "application/json" },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
  }
  for (let count = 0; count < recipe.bundles; count += 1) {
    makeBundle();
  }
}

function makeBundle(): void {
  const words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "-", "-subj", "/CN=floor"];
  const identity = execFileSync("openssl", words, { stdio: ["ignore", "pipe", "ignore"] });
  const flags = ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"];
  execFileSync("openssl", ["pkcs12", "-export", ...flags, "-passout", "pass:floor", "-out", "/dev/null"], {
    input: identity,
  });
}

void run(JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Recipe);
