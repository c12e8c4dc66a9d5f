import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { configuration } from "../domain/configuration/settings.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of a stack file, made from the configuration's own schema: what editors complete and check
 * `Pulumi.<stack>.yaml` with. What only several settings together can show is left to the program.
 */
export function stackSchema(): JsonSchema {
  const { properties, required } = z.toJSONSchema(configuration, { io: "input", target: "draft-7" });
  const keys = Object.entries(properties ?? {}).map(
    ([key, schema]) => [`ha-mtls:${key}`, asStored(schema)] as const,
  );
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Stack file of ha-mtls",
    type: "object",
    required: ["config"],
    properties: {
      config: {
        type: "object",
        required: (required ?? []).map((key) => `ha-mtls:${key}`),
        properties: { ...Object.fromEntries(keys), "cloudflare:apiToken": apiToken },
        // Keys of other namespaces belong to Pulumi and its providers.
        patternProperties: { "^(?!ha-mtls:)": true },
        additionalProperties: false,
      },
    },
  };
}

/** `pulumi config set` writes a number as text. */
function asStored(schema: z.core.JSONSchema._JSONSchema): unknown {
  if (typeof schema !== "object" || schema.type !== "integer") {
    return schema;
  }
  const { type, minimum, maximum, ...rest } = schema;
  return {
    ...rest,
    anyOf: [
      { type, minimum, maximum },
      { type: "string", pattern: "^[0-9]+$" },
    ],
  };
}

const apiToken: JsonSchema = {
  description:
    "Cloudflare API token, always stored encrypted: pulumi config set --secret cloudflare:apiToken.",
  type: "object",
  required: ["secure"],
  properties: { secure: { type: "string", description: "The encrypted token, as Pulumi writes it." } },
  additionalProperties: false,
};

if (process.argv[1] === import.meta.filename) {
  writeFileSync(
    join(import.meta.dirname, "..", "stack.schema.json"),
    `${JSON.stringify(stackSchema(), null, 2)}\n`,
  );
}
