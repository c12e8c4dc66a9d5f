import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { Made, WantedResource } from "./inputs.ts";

const commandInputs = z.strictObject({
  create: z.string(),
  update: z.string().optional(),
  delete: z.string().optional(),
  stdin: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  logging: z.string().optional(),
});

/** Called with each line that a resource's command shows the user. */
export type Say = (name: string, line: string) => void;

/**
 * Runs a command's `create` as the provider does: with /bin/sh in the stack's folder, in the environment of this process.
 * Passes on each line for the user as it arrives.
 * https://github.com/pulumi/pulumi-command/blob/v1.2.1/provider/pkg/provider/local/commandOutputs.go
 */
export async function makeCommand({ name, inputs }: WantedResource, say: Say): Promise<Made> {
  const { create, stdin, environment, logging } = commandInputs.parse(inputs);
  const child = spawn("/bin/sh", ["-c", create], { env: { ...process.env, ...environment } });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const both: Buffer[] = [];
  for (const [stream, heard] of [[child.stdout, stdout] as const, [child.stderr, stderr] as const]) {
    stream.on("data", (chunk: Buffer) => {
      heard.push(chunk);
      both.push(chunk);
    });
  }
  if (logging === "stderr") {
    createInterface(child.stderr).on("line", (line) => {
      say(name, line);
    });
  }
  // A command that doesn't read its input closes the pipe early, which is not a failure.
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin ?? "");
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  if (code !== 0) {
    const end = code === null ? `signal: ${signal ?? "unknown"}` : `exit status ${code}`;
    throw new Error(`${end}: running ${JSON.stringify(create)}:\n${asText(both)}`);
  }
  return { id: randomUUID(), state: { ...inputs, stdout: trimmed(stdout), stderr: trimmed(stderr) } };
}

const asText = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString("utf8");

const trimmed = (chunks: readonly Buffer[]): string => asText(chunks).replace(/\n$/, "");
