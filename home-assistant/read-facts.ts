import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { Failure } from "../domain/failure.ts";
import type { HomeAssistantFacts, HttpConfig, HttpSettings } from "../domain/home-assistant/facts.ts";
import {
  failed,
  notAdministrator,
  oldestVersion,
  tooOld,
  unreachable,
} from "../domain/home-assistant/problems.ts";
import { AnswerLost, CommandRefused, SupervisorSilent } from "./answer.ts";
import type { HomeAssistant } from "./home-assistant.ts";
import { readForwarding } from "./read-forwarding.ts";
import { readSupervisor } from "./supervisor.ts";

const coreConfig = z.object({
  version: z.string(),
  components: z.array(z.string()),
  external_url: z.string().nullish(),
  state: z.string(),
});
const user = z.object({ is_admin: z.boolean() });

/**
 * Reads what the stack needs to know.
 * @throws Failure if it can't be reached, the token is not an administrator's, or the version is too old
 */
export async function readFacts(home: HomeAssistant): Promise<HomeAssistantFacts> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read(home);
    } catch (error) {
      if (error instanceof CommandRefused) {
        throw new Failure(failed("say how it is set up", error.message));
      }
      if (!(error instanceof AnswerLost)) {
        throw error;
      }
      // Nothing has been changed, so it can be tried again.
      home.close();
      if (attempt === attempts) {
        throw new Failure(
          error instanceof SupervisorSilent
            ? failed("say which apps it has", error.message)
            : unreachable(home.url, error.message),
        );
      }
    }
  }
}

const attempts = 3;

async function read(home: HomeAssistant): Promise<HomeAssistantFacts> {
  const config = await untilLoaded(home);
  if (compareVersions(config.version, oldestVersion) < 0) {
    throw new Failure(tooOld(home.url, config.version));
  }
  const { is_admin } = await home.ask({ type: "auth/current_user" }, user);
  if (!is_admin) {
    throw new Failure(notAdministrator(home.url));
  }
  const http = await readHttp(home);
  return {
    version: config.version,
    externalUrl: config.external_url ?? null,
    http,
    forwarding: http === undefined ? await readForwarding(home) : undefined,
    supervisor: config.components.includes("hassio") ? await readSupervisor(home) : undefined,
  };
}

const startMs = 300_000;
const pauseMs = 500;

/**
 * Returns Home Assistant's core configuration. While it starts, it loads one integration after the other, so that a missing
 * Supervisor is certain only once it is running.
 */
async function untilLoaded(home: HomeAssistant): Promise<z.output<typeof coreConfig>> {
  const deadline = Date.now() + startMs;
  for (;;) {
    const config = await home.ask({ type: "get_config" }, coreConfig);
    if (config.state === "RUNNING" || config.components.includes("hassio")) {
      return config;
    }
    if (Date.now() > deadline) {
      throw new Failure(failed("say which apps it has", `it is still ${config.state.toLowerCase()}`));
    }
    await setTimeout(pauseMs);
  }
}

const slot = z.looseObject({
  use_x_forwarded_for: z.boolean().optional(),
  trusted_proxies: z.array(z.string()).optional(),
  error: z.string().nullish(),
  error_message: z.string().nullish(),
});
const httpSettings = z.object({
  stable: slot,
  pending: slot.nullable(),
  active_config_type: z.string(),
});

/** Reads the HTTP server's settings; undefined before 2026.8, when they are in configuration.yaml. */
export async function readHttp(home: HomeAssistant): Promise<HttpSettings | undefined> {
  try {
    const { stable, pending, active_config_type } = await home.ask({ type: "http/config" }, httpSettings);
    return {
      stable: configOf(stable),
      pending: pending === null ? undefined : configOf(pending),
      error: pending?.error_message ?? explain(pending?.error) ?? undefined,
      active: active_config_type,
    };
  } catch (error) {
    if (error instanceof CommandRefused && error.code === "unknown_command") {
      return undefined;
    }
    throw error;
  }
}

/** https://github.com/home-assistant/core/blob/dev/homeassistant/components/http/config.py */
function explain(error: string | null | undefined): string | null | undefined {
  return error === "not_promoted" ? "nobody confirmed them within five minutes" : error;
}

/** Returns stored settings without the metadata, which Home Assistant does not accept. */
function configOf(stored: z.output<typeof slot>): HttpConfig {
  const keys = ["error", "error_message", "created_at"];
  return Object.fromEntries(Object.entries(stored).filter(([key]) => !keys.includes(key)));
}

/** Compares two versions by year and month; negative if the first one is older. */
function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => {
    const [year = 0, month = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
    return year * 100 + month;
  });
  return (a ?? 0) - (b ?? 0);
}
