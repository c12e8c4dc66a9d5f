import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { GetSchemaRequest, type GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import { root } from "./other-program.ts";

/** A type or property of a Pulumi schema, as far as components use it. */
export interface SchemaProperty {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: SchemaProperty;
  readonly additionalProperties?: SchemaProperty;
  readonly description?: string;
  readonly plain?: boolean;
}

export interface SchemaType {
  readonly properties?: Readonly<Record<string, SchemaProperty>>;
  readonly required?: readonly string[];
  readonly enum?: readonly { readonly value: string }[];
}

export interface ComponentSchema {
  readonly name: string;
  readonly resources: Readonly<
    Record<
      string,
      SchemaType & {
        readonly inputProperties: Readonly<Record<string, SchemaProperty>>;
        readonly requiredInputs: readonly string[];
        readonly description: string;
      }
    >
  >;
  readonly types: Readonly<Record<string, SchemaType>>;
}

/** Starts the package as the Pulumi CLI starts a plugin, from the folder of somebody else's program, and asks for its schema. */
export async function askForSchema(folder: string): Promise<ComponentSchema> {
  const runPlugin = join(root, "node_modules", "@pulumi", "pulumi", "cmd", "run-plugin");
  const plugin = spawn(process.execPath, [runPlugin, root, "127.0.0.1:1"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  plugin.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString("utf8")));
  const ended = once(plugin, "close");
  const port = await Promise.race([
    once(plugin.stdout, "data").then(([chunk]) => String(chunk).trim()),
    ended.then(() => Promise.reject(new Error(complaints))),
  ]);
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  try {
    return await new Promise<ComponentSchema>((resolve, reject) => {
      client.getSchema(new GetSchemaRequest(), (error: Error | null, answer: GetSchemaResponse) => {
        if (error === null) resolve(JSON.parse(answer.getSchema()) as ComponentSchema);
        else reject(error);
      });
    });
  } finally {
    client.close();
    plugin.kill();
    await ended;
  }
}
