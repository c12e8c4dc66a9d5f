import { Failure } from "../domain/failure.ts";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { appUnavailable, failed } from "../domain/home-assistant/problems.ts";
import { CommandRefused, unless } from "./answer.ts";
import type { HomeAssistant } from "./home-assistant.ts";
import { askSupervisor, readSupervisor } from "./supervisor.ts";

const inStore = z.object({ available: z.boolean(), homeassistant: z.string().nullish() });
// Older Supervisors have no background jobs; they answer when the app is installed.
const installation = z.object({ job_id: z.string().optional() }).nullish();
const job = z.object({
  // Null until it starts.
  done: z.boolean().nullable().transform(Boolean),
  progress: z.number().default(0),
  errors: z.array(z.object({ message: z.string() })).default([]),
});

const longestMs = 1_800_000;
const pauseMs = 1000;

/**
 * Installs an app from the store and reports the download's progress.
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
  let why = "the installation ended without the app";
  for (let state = await readJob(home, id); state?.done === false; state = await readJob(home, id)) {
    why = state.errors[0]?.message ?? why;
    if (Date.now() > deadline) {
      throw new Failure(failed(`install the app ${slug}`, "the download does not finish"));
    }
    const tens = Math.floor(state.progress / 10);
    if (tens > told) {
      told = tens;
      tell(`downloading ${slug}: ${tens * 10} %`);
    }
    await setTimeout(pauseMs);
  }
  const { apps } = await readSupervisor(home);
  if (!apps.some((app) => app.slug === slug)) {
    throw new Failure(failed(`install the app ${slug}`, why));
  }
}

/**
 * Returns an installation's state; undefined once it has ended, because the Supervisor then deletes the job, failed or not.
 * https://github.com/home-assistant/supervisor/blob/main/supervisor/jobs/decorator.py
 */
function readJob(home: HomeAssistant, id: string): Promise<z.output<typeof job> | undefined> {
  return unless(askSupervisor(home, { method: "get", endpoint: `/jobs/${id}` }, job), CommandRefused);
}
