import { z } from "zod";
import type { Forwarding } from "../domain/home-assistant/facts.ts";
import { AnswerLost, CommandRefused, unless } from "./answer.ts";
import type { HomeAssistant } from "./home-assistant.ts";

const log = z.array(z.object({ name: z.string(), message: z.array(z.string()) }));

const patienceMs = 10_000;

/** An address reserved for documentation: https://www.rfc-editor.org/rfc/rfc5737 */
const headers = { "x-forwarded-for": "203.0.113.7" };

/**
 * Finds out what it can about the HTTP settings in configuration.yaml, up to Home Assistant 2026.7. When Home Assistant
 * refuses a proxy, it logs whether use_x_forwarded_for is off or the proxy is not trusted. If it has not logged anything
 * since it started, this machine sends a request like a proxy's.
 * https://github.com/home-assistant/core/blob/2026.7.0/homeassistant/components/http/forwarded.py
 * @throws AnswerLost, Failure
 */
export async function readForwarding(home: HomeAssistant): Promise<Forwarding> {
  const before = await readLog(home);
  if (before.isOn !== undefined) {
    return before;
  }
  return (await isRefused(home.url)) ? readLog(home) : { isOn: true, refused: [] };
}

async function isRefused(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(patienceMs);
    return (await fetch(url, { headers, redirect: "manual", signal })).status === 400;
  } catch {
    throw new AnswerLost("the connection was lost");
  }
}

async function readLog(home: HomeAssistant): Promise<Forwarding> {
  const messages = await readMessages(home);
  const refused = messages.flatMap((text) => /untrusted proxy ([\d.:a-f]+)/i.exec(text)?.[1] ?? []);
  if (messages.some((text) => text.includes("not set-up for reverse proxies"))) {
    return { isOn: false, refused };
  }
  return { isOn: refused.length > 0 ? true : undefined, refused };
}

async function readMessages(home: HomeAssistant): Promise<string[]> {
  const entries = (await unless(home.ask({ type: "system_log/list" }, log), CommandRefused)) ?? [];
  return entries.filter(({ name }) => name.endsWith("http.forwarded")).flatMap(({ message }) => message);
}
