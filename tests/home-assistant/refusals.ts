import type { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { z } from "zod";
import { CommandRefused } from "../../home-assistant/answer.ts";
import type { Command, HomeAssistant } from "../../home-assistant/home-assistant.ts";

const supervisorApi = (method: string, endpoint: string, data: object = {}): Command => ({
  type: "supervisor/api",
  method,
  endpoint,
  data,
});
const repository = "https://github.com/homeassistant-apps/repository";
const slug = "396f0234_cloudflared";

/** Commands that an installation with the app refuses, each with code and message: a real Home Assistant and the stand-in alike. */
export const refusals: readonly (readonly [what: string, command: Command, code: string, message: RegExp])[] =
  [
    ["a command that it doesn't know", { type: "http/moon" }, "unknown_command", /^Unknown command\.$/],
    [
      "an external address that is none",
      { type: "config/core/update", external_url: "nowhere" },
      "invalid_format",
      /^invalid url .*external_url'/,
    ],
    [
      "an app that is not there",
      supervisorApi("get", "/addons/moon/info"),
      "unknown_error",
      /^App moon does not exist$/,
    ],
    [
      "an app of no repository",
      supervisorApi("post", "/store/addons/moon/install"),
      "unknown_error",
      /^App moon does not exist in the store$/,
    ],
    [
      "an app that is installed already",
      supervisorApi("post", `/store/addons/${slug}/install`),
      "unknown_error",
      /is already installed$/,
    ],
    [
      "a repository that is in the store already",
      supervisorApi("post", "/store/repositories", { repository }),
      "unknown_error",
      /already in the store$/,
    ],
    [
      "a repository whose apps are installed",
      supervisorApi("delete", "/store/repositories/396f0234"),
      "unknown_error",
      /It's used by installed apps$/,
    ],
    [
      "options without what the app insists on",
      supervisorApi("post", `/addons/${slug}/options`, { options: {} }),
      "unknown_error",
      /Missing option 'additional_hosts' in root/,
    ],
    ["a job that has ended", supervisorApi("get", "/jobs/0"), "unknown_error", /^Job does not exist$/],
  ];

/** Those of the HTTP settings, from 2026.8 on. */
export const httpRefusals: typeof refusals = [
  [
    "nothing to confirm",
    { type: "http/config/promote" },
    "not_allowed",
    /^No pending HTTP config to promote$/,
  ],
  [
    "a setting that it doesn't know",
    { type: "http/config/configure", config: { colour: "red" } },
    "invalid_format",
    /^not a valid option at 'config\.colour'\. Got 'red'$/,
  ],
  [
    "forwarding without a proxy to trust",
    { type: "http/config/configure", config: { use_x_forwarded_for: true, trusted_proxies: [] } },
    "invalid_format",
    /^at least one trusted proxy is required to use X-Forwarded-For/,
  ],
];

/** How a command is refused; undefined where it is not. */
export async function refusalOf(home: HomeAssistant, command: Command): Promise<object | undefined> {
  try {
    await home.ask(command, z.unknown());
    return undefined;
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    return { code: error.code, message: error.message };
  }
}

export const busyRefusal = {
  code: "unknown_error",
  message: `Another job is running for job group container_addon_${slug}`,
};

/** How a change is refused while the Supervisor is busy. */
export async function refusalWhileBusy(
  home: HomeAssistant,
  supervisor: Supervisor,
): Promise<object | undefined> {
  supervisor.busy = busyRefusal.message;
  const refusal = await refusalOf(home, supervisorApi("post", `/addons/${slug}/start`));
  supervisor.busy = undefined;
  return refusal;
}
