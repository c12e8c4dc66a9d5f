import type { z, ZodError } from "zod";
import { checkTogether } from "./cross-checks.ts";
import type { Problem } from "../errors.ts";
import { isPreset } from "./lanes.ts";
import { mistake, readMessage, says } from "./mistake.ts";
import { configuration, type Configuration } from "./settings.ts";

/** The typed configuration, or every mistake in it. */
export type ConfigReading =
  | { readonly configuration: Configuration; readonly problems: readonly [] }
  | { readonly configuration: undefined; readonly problems: readonly Problem[] };

/** Reads and checks the stack's configuration as Pulumi stores it. */
export function readConfig(values: Readonly<Record<string, string>>): ConfigReading {
  return checkSettings(decodeConfig(values));
}

/**
 * Decodes the stack's configuration without checking it.
 * @param values every key without its namespace, each as Pulumi stores it: text, or JSON for an object or a list
 */
export function decodeConfig(values: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values)
      // Pulumi passes a key that Pulumi.yaml describes, but the stack does not set, as empty.
      .filter(([, text]) => !["", "[]", "{}"].includes(text))
      .map(([key, text]) => [key, decode(key, text)]),
  );
}

/** Checks each setting by itself, then all of them together. */
export function checkSettings(raw: Readonly<Record<string, unknown>>): ConfigReading {
  const parsed = configuration.safeParse(raw, { error: complain });
  const problems = [...(parsed.success ? [] : describeIssues(parsed.error, raw)), ...checkTogether(raw)];
  if (parsed.success && problems.length === 0) {
    return { configuration: parsed.data, problems: [] };
  }
  return { configuration: undefined, problems };
}

const numeric = new Set(["validityDays"]);
const structured = new Set([
  "services",
  "lanes",
  "homeAssistant",
  "zoneSettings",
  "allowSkipRules",
  "devices",
]);

function decode(key: string, text: string): unknown {
  if (!numeric.has(key) && !structured.has(key)) {
    return text;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function describeIssues(error: ZodError, raw: unknown): Problem[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => unknownKey([...issue.path, key]));
    }
    const where = formatPath(issue.path);
    const value = valueAt(raw, issue.path);
    if (value === undefined) {
      return [missingKey(where)];
    }
    const found = readMessage(issue.message) ?? mistake("can't be used", `${issue.message}.`);
    return [{ ...found, where, what: `${JSON.stringify(value).slice(0, 80)} ${found.what}` }];
  });
}

const nouns: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  object: "a group of settings",
  string: "text",
};

/** Returns the message for mistakes that settings.ts has none for. */
function complain(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_value") {
    return says(
      "is not an allowed value",
      `Write one of: ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`,
    );
  }
  const noun = issue.code === "invalid_type" ? nouns[issue.expected] : undefined;
  const quotes = noun === "text" ? ", in quotes if YAML would read it as something else" : "";
  return noun === undefined ? undefined : says(`is not ${noun}`, `Write ${noun}${quotes}.`);
}

function unknownKey(path: readonly PropertyKey[]): Problem {
  const key = String(path.at(-1));
  const fix =
    path[0] === "lanes" && isPreset(key)
      ? `Write preset: ${key}`
      : "Remove it, or check its spelling in Pulumi.yaml and the README.";
  return { code: "unknown-key", where: formatPath(path), what: "is not a setting", fix };
}

function missingKey(where: string): Problem {
  const option = where.includes(".") ? "--path " : "";
  return {
    code: "missing-key",
    where,
    what: "is missing",
    fix: where.includes("[")
      ? "Add it to the entry."
      : `Set it: npx pulumi config set ${option}${where} <value>`,
  };
}

/** `["devices", 1, "name"]` → `devices[1].name`. */
function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    raw,
  );
}
