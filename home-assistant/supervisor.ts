import { z } from "zod";
import type { SupervisorFacts } from "../domain/home-assistant/facts.ts";
import { CommandRefused, SupervisorSilent } from "./answer.ts";
import type { HomeAssistant } from "./home-assistant.ts";

/**
 * A request to the Supervisor, passed on by Home Assistant. The result is the answer's `data`.
 * https://developers.home-assistant.io/docs/api/supervisor/endpoints
 */
export interface SupervisorRequest {
  readonly method: "get" | "post" | "delete";
  readonly endpoint: string;
  readonly data?: Readonly<Record<string, unknown>>;
  /** Timeout in milliseconds. */
  readonly patienceMs?: number;
}

/** Sends a request and returns the answer's data, parsed by the schema. @throws CommandRefused, AnswerLost, Failure */
export async function askSupervisor<T>(
  home: HomeAssistant,
  { patienceMs = 60_000, ...request }: SupervisorRequest,
  schema: z.ZodType<T>,
): Promise<T> {
  const command = { type: "supervisor/api", ...request, timeout: Math.ceil(patienceMs / 1000) };
  try {
    // Home Assistant gives up first, and reports that.
    return await home.ask(command, schema, patienceMs + 10_000);
  } catch (error) {
    // An error without a message means a timeout or a broken connection:
    // https://github.com/home-assistant/core/blob/dev/homeassistant/components/hassio/handler.py
    if (error instanceof CommandRefused && error.message === "") {
      throw new SupervisorSilent("its Supervisor did not answer");
    }
    throw error;
  }
}

/** Sends a request and ignores the answer's data. @throws CommandRefused, AnswerLost, Failure */
export async function tellSupervisor(home: HomeAssistant, request: SupervisorRequest): Promise<void> {
  await askSupervisor(home, request, z.unknown());
}

const installed = z.object({ addons: z.array(z.object({ slug: z.string() })) });
const app = z.object({
  slug: z.string(),
  state: z.string(),
  options: z.record(z.string(), z.unknown()),
  boot: z.string(),
  watchdog: z.boolean(),
});
const repositories = z.array(z.object({ slug: z.string(), source: z.string() }));

/** Reads the installed Cloudflared apps, from any repository, and the store's repositories. */
export async function readSupervisor(home: HomeAssistant): Promise<SupervisorFacts> {
  const { addons } = await askSupervisor(home, { method: "get", endpoint: "/addons" }, installed);
  const slugs = addons.map(({ slug }) => slug).filter((slug) => slug.endsWith("_cloudflared"));
  const apps = slugs.map((slug) =>
    askSupervisor(home, { method: "get", endpoint: `/addons/${slug}/info` }, app),
  );
  return {
    apps: await Promise.all(apps),
    repositories: (await readRepositories(home)).map(({ source }) => source),
  };
}

export function readRepositories(home: HomeAssistant): Promise<z.output<typeof repositories>> {
  return askSupervisor(home, { method: "get", endpoint: "/store/repositories" }, repositories);
}
