import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { accessTokenKey, isTokenKey, noToken, tokenInClear } from "../domain/configuration/api-token.ts";
import { readConfig } from "../domain/configuration/config.ts";
import { describeHome, type Home } from "../domain/configuration/home.ts";
import type { Configuration } from "../domain/configuration/settings.ts";
import { Failure } from "../domain/failure.ts";
import { pulumi } from "./pulumi.ts";
import { pulumiFailure } from "./pulumi-failure.ts";

const project = z.object({ name: z.string() });

/** Pulumi's project, whatever Pulumi.yaml calls it; the stack's configuration has this namespace. */
export function projectName(): string {
  return project.parse(parse(readFileSync(join(import.meta.dirname, "..", "Pulumi.yaml"), "utf8"))).name;
}

/**
 * The stack to work on, as the CLI knows it: the flag's, PULUMI_STACK, or the selected one.
 * @throws Failure when there is none of that name
 */
export async function selectStack(option: string | undefined): Promise<string> {
  const wanted = option ?? process.env["PULUMI_STACK"] ?? "";
  const answer = await pulumi(["stack", "--show-name"], wanted === "" ? {} : { stack: wanted });
  if (answer.code !== 0) {
    throw pulumiFailure(wanted, "looking for the stack", answer);
  }
  return wanted === "" ? answer.stdout.trim() : wanted;
}

/** The name that the program sees: `prod` of `family/ha-mtls/prod`. */
export function shortName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}

const device = z.object({
  pin: z.string(),
  /** ISO 8601. */
  expiresOn: z.string(),
  /** Path of the .p12; null for a device that keeps its key. */
  bundle: z.string().nullable(),
  /** Path of the certificate (PEM) of a device that keeps its key; else null. */
  certificateFile: z.string().nullable().default(null),
  /** Whether the owner wants the password inside the .mobileconfig. */
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
  /** Base64 of the .p12 by logical name; secrets. */
  bundles: z.record(z.string(), z.string()).default({}),
});

export type StackOutputs = z.output<typeof outputs>;
export type DeviceOutput = z.output<typeof device>;

/** The stack's outputs, secrets in clear: print none of them unasked. @throws Failure when there are none yet */
export async function readOutputs(stack: string): Promise<StackOutputs> {
  const answer = await pulumi(["stack", "output", "--json", "--show-secrets"], { stack });
  if (answer.code !== 0) {
    throw pulumiFailure(stack, "reading the stack's outputs", answer);
  }
  const parsed = outputs.safeParse(JSON.parse(answer.stdout));
  if (parsed.success) {
    return parsed.data;
  }
  throw new Failure({
    code: "not-deployed",
    where: `stack ${stack}`,
    what: "has not been deployed completely: it has no list of devices yet",
    fix: `Deploy it: npx pulumi up --stack ${stack}`,
  });
}

/** The stack's configuration with defaults applied. @throws Failure with every mistake in it */
export async function readHome(stack: string): Promise<Home> {
  return describeHome(await readConfiguration(stack), shortName(stack));
}

/** The stack's configuration. @throws Failure with every mistake in it */
export async function readConfiguration(stack: string): Promise<Configuration> {
  const { configuration, problems } = readConfig(await readValues(stack));
  if (configuration === undefined) {
    throw new Failure(problems);
  }
  return configuration;
}

const entries = z.record(z.string(), z.object({ value: z.string().optional(), secret: z.boolean() }));

/** The namespace's keys as Pulumi stores them: text, objects and lists as JSON. */
async function readValues(stack: string): Promise<Record<string, string>> {
  const plain = await readEntries(stack, []);
  // Secrets in our own namespace need the passphrase; nobody else does.
  const found = plain.some(([, { secret }]) => secret) ? await readEntries(stack, ["--show-secrets"]) : plain;
  return Object.fromEntries(found.map(([key, { value }]) => [key, value ?? ""]));
}

async function readEntries(
  stack: string,
  flags: readonly string[],
): Promise<(readonly [string, { value?: string | undefined; secret: boolean }])[]> {
  const answer = await pulumi(["config", "--json", ...flags], { stack });
  if (answer.code !== 0) {
    throw pulumiFailure(stack, "reading the stack's configuration", answer);
  }
  const all = Object.entries(entries.parse(JSON.parse(answer.stdout)));
  const prefix = `${projectName()}:`;
  const inClear = all.filter(
    ([key, { secret, value }]) => isTokenKey(key) && !secret && (value ?? "") !== "",
  );
  if (inClear.length > 0) {
    throw new Failure(inClear.map(([key]) => tokenInClear(key)));
  }
  return all
    .filter(([key]) => key.startsWith(prefix) && key !== `${prefix}${accessTokenKey}`)
    .map(([key, entry]) => [key.slice(prefix.length), entry] as const);
}

/** The API token as Cloudflare's provider finds it: the stack's secret `cloudflare:apiToken`, or else CLOUDFLARE_API_TOKEN. @throws Failure */
export async function readApiToken(stack: string): Promise<string> {
  const configured = await readSecret(stack, "cloudflare:apiToken", "reading the API token");
  const token = configured ?? process.env["CLOUDFLARE_API_TOKEN"] ?? "";
  if (token !== "") {
    return token;
  }
  throw new Failure(noToken);
}

/** The stack's access token for Home Assistant; undefined where it has none. @throws Failure */
export function readHomeAssistantToken(stack: string): Promise<string | undefined> {
  return readSecret(stack, accessTokenKey, "reading Home Assistant's access token");
}

/** Home Assistant's access token as the program finds it: the stack's secret, or else HOME_ASSISTANT_TOKEN; undefined where there is none. @throws Failure */
export async function readAccessToken(stack: string): Promise<string | undefined> {
  const token = (await readHomeAssistantToken(stack)) ?? process.env["HOME_ASSISTANT_TOKEN"] ?? "";
  return token === "" ? undefined : token;
}

async function readSecret(stack: string, key: string, doing: string): Promise<string | undefined> {
  const answer = await pulumi(["config", "get", key], { stack });
  if (answer.code !== 0 && !/configuration key .* not found/.test(answer.stderr)) {
    throw pulumiFailure(stack, doing, answer);
  }
  const value = answer.code === 0 ? answer.stdout.trim() : "";
  return value === "" ? undefined : value;
}
