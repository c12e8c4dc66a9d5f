import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { configuration } from "../domain/configuration/settings.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * Returns the JSON Schema of a stack file, derived from the configuration's schema. Editors complete and check
 * `Pulumi.<stack>.yaml` with it; mistakes in the combination of settings are left to the program.
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
        properties: {
          ...Object.fromEntries(keys),
          "cloudflare:apiToken": apiToken,
          "ha-mtls:homeAssistantToken": homeAssistantToken,
        },
        // Keys of other namespaces belong to Pulumi and its providers.
        patternProperties: { "^(?!ha-mtls:)": true },
        additionalProperties: false,
      },
    },
  };
}

/** `pulumi config set` writes a number as a string. */
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

/**
 * Returns the settings as Pulumi.yaml describes them. A setting without a default gets an empty one. So does origin: Pulumi
 * passes these defaults to the program, which would take it for an origin written beside services.
 */
export function projectConfig(): Record<string, { type: string; description: string; default: unknown }> {
  const { properties = {} } = z.toJSONSchema(configuration, { io: "input", target: "draft-7" });
  return Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => {
      const { type, description, items, default: value } = described.parse(schema);
      const ofItems = type === "array" ? { items: { type: items?.type ?? "object" } } : {};
      const shown = key === "origin" ? undefined : value;
      return [key, { type, description, ...ofItems, default: shown ?? structuredClone(empty[type]) }];
    }),
  );
}

const described = z.looseObject({
  type: z.enum(["string", "integer", "boolean", "array", "object"]),
  description: z.string(),
  default: z.unknown().optional(),
  items: z.looseObject({ type: z.string().optional() }).optional(),
});

const empty = { string: "", integer: 0, boolean: false, array: [], object: {} };

/** Returns the text of Pulumi.yaml with its settings replaced by these. */
export function withProjectConfig(text: string): string {
  const document = parseDocument(text);
  document.set("config", document.createNode(projectConfig()));
  return document.toString({ lineWidth: 0 });
}

const apiToken = encrypted(
  "Cloudflare API token, always stored encrypted: pulumi config set --secret cloudflare:apiToken.",
);
const homeAssistantToken = encrypted(
  "Access token of Home Assistant, always stored encrypted: pulumi config set --secret homeAssistantToken.",
);

function encrypted(description: string): JsonSchema {
  const secure = { type: "string", description: "The encrypted token, as Pulumi writes it." };
  return {
    description,
    type: "object",
    required: ["secure"],
    properties: { secure },
    additionalProperties: false,
  };
}

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, "..");
  writeFileSync(join(root, "stack.schema.json"), `${JSON.stringify(stackSchema(), null, 2)}\n`);
  const project = join(root, "Pulumi.yaml");
  writeFileSync(project, withProjectConfig(readFileSync(project, "utf8")));
}
