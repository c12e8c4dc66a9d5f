import { createHash, randomUUID } from "node:crypto";
import { App, type RunConnector } from "./app.ts";

export interface SupervisorOptions {
  /** Plays the connector of a token while its app runs; gives what stops it. */
  readonly runConnector?: RunConnector;
  /** How long an installation takes; 0 by default. */
  readonly installMs?: number;
  /** False where the app has no image for this machine. */
  readonly available?: boolean;
  /** Addresses of app repositories that are there from the beginning. */
  readonly repositories?: readonly string[];
}

/** A Supervisor's answer: `data`, or a message where it refuses. https://developers.home-assistant.io/docs/api/supervisor/endpoints */
export type SupervisorAnswer =
  { readonly result: "ok"; readonly data: unknown } | { readonly result: "error"; readonly message: string };

interface Job {
  readonly slug: string;
  readonly begun: number;
}

const cloudflaredSources = [
  "https://github.com/homeassistant-apps/repository",
  "https://github.com/brenner-tobias/ha-addons",
];

/** A stand-in for the Supervisor: the store, its repositories, installations as jobs, and apps that can be started and stopped. */
export class Supervisor {
  readonly apps = new Map<string, App>();
  readonly repositories: Set<string>;
  /** While it is set every change is refused with this message. */
  busy: string | undefined;
  private readonly jobs = new Map<string, Job>();
  private readonly options: SupervisorOptions;

  constructor(options: SupervisorOptions = {}) {
    this.options = options;
    this.repositories = new Set(["core", "local", ...(options.repositories ?? [])]);
  }

  /** An app that somebody has installed before. */
  install(source: string, options: Readonly<Record<string, unknown>> = {}): App {
    this.repositories.add(source);
    const app = new App(slugOf(source), this.options.runConnector);
    app.configure({ options: { ...app.options, ...options } });
    this.apps.set(app.slug, app);
    return app;
  }

  /** Carries a request out. */
  answer(method: string, endpoint: string, data: Readonly<Record<string, unknown>>): SupervisorAnswer {
    try {
      if (method !== "get" && this.busy !== undefined) throw new Error(this.busy);
      return { result: "ok", data: this.carryOut(method, endpoint.split("/").slice(1), data) };
    } catch (error) {
      return { result: "error", message: error instanceof Error ? error.message : String(error) };
    }
  }

  close(): void {
    for (const app of this.apps.values()) app.stop();
  }

  private carryOut(
    method: string,
    path: readonly string[],
    data: Readonly<Record<string, unknown>>,
  ): unknown {
    this.finishJobs();
    const [area = "", first = "", second = "", third = ""] = path;
    const routes: Readonly<Record<string, () => unknown>> = {
      "get addons": () => (first === "" ? this.list() : this.find(first).describe()),
      "post addons": () => this.order(first, second, data),
      "get store": () => (first === "repositories" ? this.listRepositories() : this.describeInStore(second)),
      "post store": () =>
        first === "repositories" ? this.addRepository(data) : this.startInstallation(second, third, data),
      "delete store": () => this.removeRepository(second),
      "get jobs": () => this.describeJob(first),
    };
    const route = routes[`${method} ${area}`];
    if (route === undefined) throw new Error(`the stand-in knows no ${method} /${path.join("/")}`);
    return route();
  }

  private list(): object {
    return { addons: [...this.apps.values()].map((app) => app.describe()) };
  }

  private find(slug: string): App {
    const app = this.apps.get(slug);
    if (app === undefined) throw new Error(`App ${slug} does not exist`);
    return app;
  }

  private order(slug: string, verb: string, data: Readonly<Record<string, unknown>>): object {
    const app = this.find(slug);
    switch (verb) {
      case "options":
        app.configure(data);
        return {};
      case "start":
        app.start();
        return {};
      case "stop":
        app.stop();
        return {};
      case "uninstall":
        app.stop();
        this.apps.delete(slug);
        return {};
      default:
        throw new Error(`the stand-in knows no ${verb} of an app`);
    }
  }

  private listRepositories(): object[] {
    return [...this.repositories].map((source) => ({ slug: repositorySlug(source), source, name: source }));
  }

  private addRepository({ repository }: Readonly<Record<string, unknown>>): object {
    if (typeof repository !== "string" || !cloudflaredSources.includes(repository)) {
      throw new Error(`Can't clone ${String(repository)}: repository not found`);
    }
    if (this.repositories.has(repository)) throw new Error(`Can't add ${repository}, already in the store`);
    this.repositories.add(repository);
    return {};
  }

  private removeRepository(slug: string): object {
    const source = [...this.repositories].find((one) => repositorySlug(one) === slug);
    if (source === undefined) throw new Error(`Repository ${slug} does not exist in the store`);
    if (this.apps.has(slugOf(source)))
      throw new Error(`Can't remove '${source}'. It's used by installed apps`);
    this.repositories.delete(source);
    return {};
  }

  private describeInStore(slug: string): object {
    const source = this.sourceOf(slug);
    return {
      slug,
      available: this.options.available ?? true,
      homeassistant: null,
      repository: repositorySlug(source),
    };
  }

  private sourceOf(slug: string): string {
    const source = [...this.repositories].find(
      (one) => cloudflaredSources.includes(one) && slugOf(one) === slug,
    );
    if (source === undefined) throw new Error(`App ${slug} does not exist`);
    return source;
  }

  private startInstallation(slug: string, verb: string, data: Readonly<Record<string, unknown>>): object {
    if (verb !== "install") throw new Error(`the stand-in knows no ${verb} of the store`);
    this.sourceOf(slug);
    if (this.options.available === false) throw new Error(`App ${slug} not supported on this platform`);
    if (this.apps.has(slug)) throw new Error(`App ${slug} is already installed`);
    if ([...this.jobs.values()].some((job) => job.slug === slug)) {
      throw new Error("Another job is running for job group addon");
    }
    const id = randomUUID();
    this.jobs.set(id, { slug, begun: Date.now() });
    this.finishJobs();
    return data["background"] === true ? { job_id: id } : {};
  }

  private describeJob(id: string): object {
    const job = this.jobs.get(id);
    const progress = job === undefined ? 100 : this.progressOf(job);
    return {
      uuid: id,
      name: "app_manager_install",
      progress,
      done: job === undefined,
      errors: [],
      child_jobs: [],
    };
  }

  private progressOf({ begun }: Job): number {
    const { installMs = 0 } = this.options;
    return installMs === 0 ? 100 : Math.min(100, ((Date.now() - begun) / installMs) * 100);
  }

  private finishJobs(): void {
    for (const [id, job] of this.jobs) {
      if (this.progressOf(job) < 100) continue;
      this.apps.set(job.slug, new App(job.slug, this.options.runConnector));
      this.jobs.delete(id);
    }
  }
}

/** https://github.com/home-assistant/supervisor/blob/main/supervisor/store/utils.py */
function repositorySlug(source: string): string {
  return source.includes("/")
    ? createHash("sha1").update(source.toLowerCase()).digest("hex").slice(0, 8)
    : source;
}

const slugOf = (source: string): string => `${repositorySlug(source)}_cloudflared`;
