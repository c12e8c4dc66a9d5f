import { spawnSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import { isTokenKey, noToken, tokenInClear } from "../domain/configuration/api-token.ts";
import { noOpenssl } from "../domain/certificates/openssl.ts";
import { checkSettings } from "../domain/configuration/config.ts";
import { badValue, formatProblem, type Problem } from "../domain/errors.ts";
import { checkCapacity, describeHome, type Home, ruleSlots } from "../domain/configuration/home.ts";
import { describeWarnings } from "../domain/configuration/warnings.ts";
import { noHomeAssistantToken } from "../domain/home-assistant/problems.ts";
import { chooseHomeAssistant, type HomeAssistantChoices } from "../domain/home-assistant/wanted.ts";
import { comparesOnly } from "./compares-only.ts";
import { readRequest } from "./read-request.ts";
import { Refusal } from "./refusal.ts";

/** What a run makes: a home from valid settings, with the tokens and certificate requests that it needs. */
export interface HomePlan {
  readonly home: Home;
  /** Cloudflare's API token for requests of this program. Not marked as a secret: it must not reach the state. */
  readonly apiToken: pulumi.Output<string>;
  /** The same for commands. */
  readonly credentials: CloudflareCredentials;
  /** Certificate requests (PEM) by device, for devices that keep their key. */
  readonly requests: Readonly<Record<string, string>>;
  /** Undefined if the stack does not set up Home Assistant. */
  readonly homeAssistant: HomeAssistantPlan | undefined;
}

export interface HomeAssistantPlan {
  readonly choices: HomeAssistantChoices;
  /** The access token, as `apiToken` above; empty if a preview goes on without it. */
  readonly token: pulumi.Output<string>;
  /** The same for commands. */
  readonly accessToken: HomeAssistantCredentials;
}

/** A command's variable with a token, a secret. Its name says where the token comes from. */
type TokenVariable<Name extends string> = Readonly<
  Partial<Record<`${"CONFIGURED" | "STORED"}_${Name}`, pulumi.Output<string>>>
>;
export type CloudflareCredentials = TokenVariable<"API_TOKEN">;
export type HomeAssistantCredentials = TokenVariable<"HOME_ASSISTANT_TOKEN">;

/** Tokens that a program passes as arguments. */
export interface GivenTokens {
  readonly apiToken: pulumi.Input<string> | undefined;
  readonly homeAssistantToken: pulumi.Input<string> | undefined;
}

/**
 * Checks the owner's settings and what the program needs besides: openssl, the API token, certificate requests.
 * @throws Refusal with everything that is wrong, before any request to Cloudflare
 */
export function planHome(settings: Readonly<Record<string, unknown>>, given: GivenTokens): HomePlan {
  const configured = given.apiToken ?? new pulumi.Config("cloudflare").get("apiToken");
  const token = configured ?? process.env["CLOUDFLARE_API_TOKEN"];
  const surroundings = [...checkOpenssl(), ...(token === undefined ? [noToken] : []), ...findClearTokens()];
  const outputs = findOutputs(settings, "");
  if (outputs.length > 0) {
    throw new Refusal([...outputs, ...surroundings]);
  }
  const { configuration, problems } = checkSettings(settings);
  if (configuration === undefined) {
    throw new Refusal([...problems, ...surroundings]);
  }
  const home = describeHome(configuration, pulumi.getStack());
  const requests = readRequests(home);
  const homeAssistant = prepareHomeAssistant(home, given.homeAssistantToken);
  const all = [
    ...checkCapacity(home, ruleSlots[configuration.plan]),
    ...requests.problems,
    ...homeAssistant.problems,
    ...surroundings,
  ];
  if (all.length > 0 || token === undefined) {
    throw new Refusal(all);
  }
  for (const warning of describeWarnings(home)) {
    void pulumi.log.warn(formatProblem(warning));
  }
  const secret = pulumi.secret(token);
  return {
    home,
    apiToken: pulumi.unsecret(pulumi.output(token)),
    credentials: configured === undefined ? { STORED_API_TOKEN: secret } : { CONFIGURED_API_TOKEN: secret },
    requests: requests.byDevice,
    homeAssistant: homeAssistant.plan,
  };
}

function prepareHomeAssistant(
  home: Home,
  given: pulumi.Input<string> | undefined,
): { readonly plan: HomeAssistantPlan | undefined; readonly problems: readonly Problem[] } {
  const choices = chooseHomeAssistant(home);
  const token = given ?? process.env["HOME_ASSISTANT_TOKEN"] ?? "";
  if (choices === undefined) {
    return { plan: undefined, problems: [] };
  }
  if (token === "" && !comparesOnly()) {
    return { plan: undefined, problems: [noHomeAssistantToken] };
  }
  const secret = pulumi.secret(token);
  const accessToken =
    given === undefined
      ? { STORED_HOME_ASSISTANT_TOKEN: secret }
      : { CONFIGURED_HOME_ASSISTANT_TOKEN: secret };
  return { plan: { choices, token: pulumi.unsecret(pulumi.output(token)), accessToken }, problems: [] };
}

/** Settings decide which resources exist, so a value that is known only during the run comes too late. */
function findOutputs(value: unknown, where: string): Problem[] {
  if (pulumi.Output.isInstance(value)) {
    const fix =
      "Pass a plain value: only the arguments apiToken and homeAssistantToken may be outputs or secrets.";
    return [badValue(where, "is an output, so its value is not known yet", fix)];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const below = Array.isArray(value) ? `${where}[${key}]` : `${where}.${key}`;
    return findOutputs(inner, below.replace(/^\./, ""));
  });
}

/** Finds unencrypted tokens in the stack file, of any program. */
function findClearTokens(): Problem[] {
  // Set by Pulumi's language host; missing if no engine runs the program.
  const secretKeys = process.env["PULUMI_CONFIG_SECRET_KEYS"];
  if (secretKeys === undefined) {
    return [];
  }
  const encrypted = JSON.parse(secretKeys) as string[];
  return Object.entries(pulumi.runtime.allConfig())
    .filter(([key, value]) => isTokenKey(key) && value !== "" && !encrypted.includes(key))
    .map(([key]) => tokenInClear(key));
}

function checkOpenssl(): Problem[] {
  return spawnSync("openssl", ["version"]).status === 0 ? [] : [noOpenssl];
}

function readRequests(home: Home): { byDevice: Record<string, string>; problems: Problem[] } {
  const byDevice: Record<string, string> = {};
  const problems: Problem[] = [];
  // The request of a kept generation has been signed already.
  for (const { device, csr, previous } of home.held) {
    if (csr !== undefined && !previous) {
      const answer = readRequest(device, csr);
      if ("pem" in answer) {
        byDevice[device] = answer.pem;
      } else {
        problems.push(answer.problem);
      }
    }
  }
  return { byDevice, problems };
}
