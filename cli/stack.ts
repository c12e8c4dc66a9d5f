import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { accessTokenKey, isTokenKey, noToken, tokenInClear } from "../domain/configuration/api-token.ts";
import { readConfig } from "../domain/configuration/config.ts";
import { describeHome, type Home } from "../domain/configuration/home.ts";
import type { Configuration } from "../domain/configuration/settings.ts";
import { Failure } from "../domain/failure.ts";
import { askPulumi, pulumi } from "./pulumi.ts";
import { pulumiFailure } from "./pulumi-failure.ts";

const project = z.object({ name: z.string() });

/** Returns the project's name in Pulumi.yaml, which is also the namespace of the stack's configuration. */
export function projectName(): string {
  return project.parse(parse(readFileSync(join(import.meta.dirname, "..", "Pulumi.yaml"), "utf8"))).name;
}

/**
 * Returns the stack to work on: the one given, that of PULUMI_STACK, or the selected one.
 * @param option the value of --stack
 * @throws Failure when there is no such stack
 */
export async function selectStack(option: string | undefined): Promise<string> {
  const wanted = option ?? process.env["PULUMI_STACK"] ?? "";
  const options = wanted === "" ? {} : { stack: wanted };
  const selected = await askPulumi("looking for the stack", ["stack", "--show-name"], options);
  return wanted === "" ? selected.trim() : wanted;
}

/** Returns the stack's name without organization and project: `prod` for `family/ha-mtls/prod`. */
export function shortName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}

const device = z.object({
  pin: z.string(),
  /** ISO 8601. */
  expiresOn: z.string(),
  /** Path of the .p12; null for a device that keeps its key. */
  bundle: z.string().nullable(),
  /** Path of the certificate (PEM) of a device that keeps its key; otherwise null. */
  certificateFile: z.string().nullable().default(null),
  /** Whether the password goes into the .mobileconfig. */
  profilePassword: z.boolean().default(false),
  device: z.string(),
  generation: z.number(),
  platform: z.string(),
  certificateId: z.string(),
  /** PEM. */
  certificate: z.string(),
});

const outputs = z.object({
  url: z.string(),
  tunnelId: z.string(),
  /** A secret. */
  tunnelToken: z.string(),
  /** By logical name: `anna-phone`, from generation 2 on `anna-phone.2`. */
  devices: z.record(z.string(), device),
  /** By logical name; secrets. */
  bundlePasswords: z.record(z.string(), z.string()).default({}),
  /** The .p12 in Base64, by logical name; secrets. */
  bundles: z.record(z.string(), z.string()).default({}),
});

export type StackOutputs = z.output<typeof outputs>;

/** Reads the stack's outputs, including its secrets in clear text. @throws Failure when the stack is not deployed */
export async function readOutputs(stack: string): Promise<StackOutputs> {
  const words = ["stack", "output", "--json", "--show-secrets"];
  const text = await askPulumi("reading the stack's outputs", words, { stack });
  const parsed = outputs.safeParse(JSON.parse(text));
  if (parsed.success) {
    return parsed.data;
  }
  throw new Failure({
    code: "not-deployed",
    where: `stack ${stack}`,
    what: "has not been deployed completely: its outputs have no list of devices yet",
    fix: `Deploy it: npx pulumi up --stack ${stack}`,
  });
}

/** Reads the home that the stack's configuration describes. @throws Failure with every mistake in it */
export async function readHome(stack: string): Promise<Home> {
  return describeHome(await readConfiguration(stack), shortName(stack));
}

/** Reads the stack's configuration, with defaults applied. @throws Failure with every mistake in it */
export async function readConfiguration(stack: string): Promise<Configuration> {
  const { configuration, problems } = readConfig(await readValues(stack));
  if (configuration === undefined) {
    throw new Failure(problems);
  }
  return configuration;
}

/** The values of the project's namespace as Pulumi stores them: text, with objects and lists as JSON. */
async function readValues(stack: string): Promise<Record<string, string>> {
  const plain = await readEntries(stack, []);
  // Reading secrets requires the passphrase, so only stacks with secrets in this namespace need it here.
  const found = plain.some(({ secret }) => secret) ? await readEntries(stack, ["--show-secrets"]) : plain;
  return Object.fromEntries(found.map(({ key, value }) => [key, value]));
}

const entries = z.record(z.string(), z.object({ value: z.string().default(""), secret: z.boolean() }));

interface Entry {
  /** Without the namespace. */
  readonly key: string;
  readonly value: string;
  readonly secret: boolean;
}

async function readEntries(stack: string, flags: readonly string[]): Promise<Entry[]> {
  const text = await askPulumi("reading the stack's configuration", ["config", "--json", ...flags], {
    stack,
  });
  const all = Object.entries(entries.parse(JSON.parse(text)));
  const inClear = all.filter(([key, { secret, value }]) => isTokenKey(key) && !secret && value !== "");
  if (inClear.length > 0) {
    throw new Failure(inClear.map(([key]) => tokenInClear(key)));
  }
  const prefix = `${projectName()}:`;
  return all
    .filter(([key]) => key.startsWith(prefix) && key !== `${prefix}${accessTokenKey}`)
    .map(([key, entry]) => ({ key: key.slice(prefix.length), ...entry }));
}

/**
 * Reads Cloudflare's API token from where Cloudflare's provider reads it: the stack's secret `cloudflare:apiToken`, or else
 * CLOUDFLARE_API_TOKEN.
 * @throws Failure when there is none, or the secret can't be read
 */
export async function readApiToken(stack: string): Promise<string> {
  const token = await readToken(stack, "cloudflare:apiToken", "CLOUDFLARE_API_TOKEN");
  if (token === undefined) {
    throw new Failure(noToken);
  }
  return token;
}

/**
 * Reads Home Assistant's access token from where the program reads it: the stack's secret `homeAssistantToken`, or else
 * HOME_ASSISTANT_TOKEN. Undefined when there is none.
 * @throws Failure when the secret can't be read
 */
export function readAccessToken(stack: string): Promise<string | undefined> {
  return readToken(stack, accessTokenKey, "HOME_ASSISTANT_TOKEN");
}

async function readToken(stack: string, key: string, variable: string): Promise<string | undefined> {
  const answer = await pulumi(["config", "get", key], { stack });
  if (answer.code !== 0 && !/configuration key .* not found/.test(answer.stderr)) {
    throw pulumiFailure(stack, `reading ${key}`, answer);
  }
  const configured = answer.code === 0 ? answer.stdout.trim() : "";
  const token = configured === "" ? (process.env[variable] ?? "") : configured;
  return token === "" ? undefined : token;
}
