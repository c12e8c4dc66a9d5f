import { spawnSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import { isTokenKey, noToken, tokenInClear, unseenHomeAssistant } from "../domain/configuration/api-token.ts";
import { noOpenssl } from "../domain/certificates/openssl.ts";
import { checkSettings } from "../domain/configuration/config.ts";
import { formatProblem, type Problem } from "../domain/errors.ts";
import { checkCapacity, describeHome, type Home, ruleSlots } from "../domain/configuration/home.ts";
import { describeWarnings } from "../domain/configuration/warnings.ts";
import { noHomeAssistantToken } from "../domain/home-assistant/problems.ts";
import { chooseHomeAssistant, type HomeAssistantChoices } from "../domain/home-assistant/wanted.ts";
import { readRequest } from "./read-request.ts";
import { Refusal } from "./refusal.ts";

/** A home as it is to be made: settings without a mistake, and what this machine has for them. */
export interface HomePlan {
  readonly home: Home;
  /** Cloudflare's API token, for what the program asks itself. In clear: nothing of it may reach the state. */
  readonly apiToken: pulumi.Output<string>;
  /** The same for commands. */
  readonly credentials: Credentials;
  /** Certificate requests (PEM) by device, for devices that keep their key. */
  readonly requests: Readonly<Record<string, string>>;
  /** Undefined where the stack leaves Home Assistant alone. */
  readonly homeAssistant: HomeAssistantPlan | undefined;
}

export interface HomeAssistantPlan {
  readonly choices: HomeAssistantChoices;
  /** The access token, for what the program asks itself; empty where a preview goes on without. In clear: nothing of it may reach the state. */
  readonly token: pulumi.Output<string>;
  /** The same for commands. */
  readonly accessToken: HomeAssistantCredentials;
}

/** The variable that holds Home Assistant's access token for a command. A secret; its name says where the token came from. */
export type HomeAssistantCredentials = Readonly<
  Partial<Record<"CONFIGURED_HOME_ASSISTANT_TOKEN" | "STORED_HOME_ASSISTANT_TOKEN", pulumi.Output<string>>>
>;

/** Tokens that a program has given as arguments. */
export interface GivenTokens {
  readonly apiToken: pulumi.Input<string> | undefined;
  readonly homeAssistantToken: pulumi.Input<string> | undefined;
}

/** The variable that holds the API token for a command. A secret; its name says where the token came from. */
export type Credentials = Readonly<
  Partial<Record<"CONFIGURED_API_TOKEN" | "STORED_API_TOKEN", pulumi.Output<string>>>
>;

/**
 * Checks what an owner wrote, and what the program needs around it: openssl, the API token, certificate requests.
 * @throws Refusal with everything that is wrong, before any request to Cloudflare.
 */
export function planHome(settings: Readonly<Record<string, unknown>>, given: GivenTokens): HomePlan {
  const configured = given.apiToken ?? new pulumi.Config("cloudflare").get("apiToken");
  const token = configured ?? process.env["CLOUDFLARE_API_TOKEN"];
  const around = [...checkOpenssl(), ...(token === undefined ? [noToken] : []), ...findClearTokens()];
  const outputs = findOutputs(settings, "");
  if (outputs.length > 0) {
    throw new Refusal([...outputs, ...around]);
  }
  const { configuration, problems } = checkSettings(settings);
  if (configuration === undefined) {
    throw new Refusal([...problems, ...around]);
  }
  const home = describeHome(configuration, pulumi.getStack());
  const requests = readRequests(home);
  const homeAssistant = planHomeAssistant(home, given.homeAssistantToken);
  const wrong = [
    ...checkCapacity(home, ruleSlots[configuration.plan]),
    ...requests.problems,
    ...homeAssistant.problems,
    ...around,
  ];
  if (wrong.length > 0 || token === undefined) {
    throw new Refusal(wrong);
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

function planHomeAssistant(
  home: Home,
  given: pulumi.Input<string> | undefined,
): { readonly plan: HomeAssistantPlan | undefined; readonly problems: readonly Problem[] } {
  const choices = chooseHomeAssistant(home);
  const token = given ?? process.env["HOME_ASSISTANT_TOKEN"] ?? "";
  if (choices === undefined) {
    return { plan: undefined, problems: [] };
  }
  const isUnseen = pulumi.runtime.isDryRun() && process.env[unseenHomeAssistant] === "true";
  if (token === "" && !isUnseen) {
    return { plan: undefined, problems: [noHomeAssistantToken] };
  }
  const secret = pulumi.secret(token);
  const accessToken =
    given === undefined
      ? { STORED_HOME_ASSISTANT_TOKEN: secret }
      : { CONFIGURED_HOME_ASSISTANT_TOKEN: secret };
  return { plan: { choices, token: pulumi.unsecret(pulumi.output(token)), accessToken }, problems: [] };
}

/** Settings decide which resources there are: a value that only the run itself brings comes too late for that. */
function findOutputs(value: unknown, where: string): Problem[] {
  if (pulumi.Output.isInstance(value)) {
    const fix =
      "Write it as a plain value: of the arguments only apiToken and homeAssistantToken may be outputs or secrets.";
    return [{ code: "bad-value", where, what: "is an output, so its value is not known yet", fix }];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const below = Array.isArray(value) ? `${where}[${key}]` : `${where}.${key}`;
    return findOutputs(inner, below.replace(/^\./, ""));
  });
}

/** Those of the stack file, whichever program they are meant for. */
function findClearTokens(): Problem[] {
  const encrypted = encryptedKeys();
  const set = Object.entries(pulumi.runtime.allConfig()).filter(
    ([key, value]) => isTokenKey(key) && value !== "",
  );
  return set.filter(([key]) => encrypted?.includes(key) === false).map(([key]) => tokenInClear(key));
}

/** What Pulumi's language host says of the stack's configuration; undefined where no engine runs the program. */
function encryptedKeys(): string[] | undefined {
  const stated = process.env["PULUMI_CONFIG_SECRET_KEYS"];
  return stated === undefined ? undefined : (JSON.parse(stated) as string[]);
}

function checkOpenssl(): Problem[] {
  return spawnSync("openssl", ["version"]).status === 0 ? [] : [noOpenssl];
}

function readRequests(home: Home): { byDevice: Record<string, string>; problems: Problem[] } {
  const byDevice: Record<string, string> = {};
  const problems: Problem[] = [];
  // A generation that is only kept is signed already.
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
