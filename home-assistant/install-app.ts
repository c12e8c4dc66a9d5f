import { Failure } from "../domain/failure.ts";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { appUnavailable, failed } from "../domain/home-assistant/problems.ts";

import type { HomeAssistant } from "./home-assistant.ts";
import { askSupervisor, readSupervisor } from "./supervisor.ts";

const inStore = z.object({ available: z.boolean(), homeassistant: z.string().nullish() });
// Older Supervisors know no background jobs: they answer when the app is installed.
const installation = z.object({ job_id: z.string().optional() }).nullish();
const job = z.object({
  done: z.boolean().nullable(),
  progress: z.number().nullish(),
  errors: z.array(z.object({ message: z.string() })).default([]),
});

const longestMs = 1_800_000;
const pauseMs = 1000;

/**
 * Installs an app of the store, telling how far its download is.
 * @throws Failure, CommandRefused
 */
export async function installApp(
  home: HomeAssistant,
  slug: string,
  tell: (text: string) => void,
): Promise<void> {
  const { available, homeassistant } = await askSupervisor(
    home,
    { method: "get", endpoint: `/store/addons/${slug}` },
    inStore,
  );
  if (!available) {
    throw new Failure(appUnavailable(slug, homeassistant ?? "this version"));
  }
  const request = {
    method: "post",
    endpoint: `/store/addons/${slug}/install`,
    data: { background: true },
    patienceMs: longestMs,
  } as const;
  const started = await askSupervisor(home, request, installation);
  if (started?.job_id !== undefined) {
    await follow(home, { slug, id: started.job_id }, tell);
  }
}

async function follow(
  home: HomeAssistant,
  { slug, id }: { readonly slug: string; readonly id: string },
  tell: (text: string) => void,
): Promise<void> {
  const deadline = Date.now() + longestMs;
  let told = -1;
  while (Date.now() < deadline) {
    const { done, progress, errors } = await askSupervisor(
      home,
      { method: "get", endpoint: `/jobs/${id}` },
      job,
    );
    const [error] = errors;
    if (error !== undefined) {
      throw new Failure(failed(`install the app ${slug}`, error.message));
    }
    if (done === true) {
      return;
    }
    const tens = Math.floor((progress ?? 0) / 10);
    if (tens > told) {
      told = tens;
      tell(`downloading ${slug}: ${tens * 10} %`);
    }
    await setTimeout(pauseMs);
  }
  const { apps } = await readSupervisor(home);
  if (!apps.some((app) => app.slug === slug)) {
    throw new Failure(failed(`install the app ${slug}`, "its download does not end"));
  }
}
