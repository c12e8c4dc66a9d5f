import { createHash, randomUUID } from "node:crypto";

export interface StoreOptions {
  /** How long an installation takes; 0 by default. */
  readonly installMs?: number;
  /** False makes installations end without the app, as if it could not be downloaded. */
  readonly downloads?: boolean;
  /** False if the app has no image for this machine. */
  readonly available?: boolean;
  /** URLs of app repositories that exist from the beginning. */
  readonly repositories?: readonly string[];
}

interface Job {
  readonly slug: string;
  readonly begun: number;
}

const cloudflaredSources = [
  "https://github.com/homeassistant-apps/repository",
  "https://github.com/brenner-tobias/ha-addons",
];

/** The Supervisor's store: app repositories, and installations as jobs. */
export class Store {
  readonly repositories: Set<string>;
  private readonly jobs = new Map<string, Job>();
  private readonly options: StoreOptions;

  constructor(options: StoreOptions) {
    this.options = options;
    this.repositories = new Set(["core", "local", ...(options.repositories ?? [])]);
  }

  listRepositories(): object[] {
    return [...this.repositories].map((source) => ({
      slug: repositorySlug(source),
      source,
      name: source,
      url: source,
      maintainer: "",
    }));
  }

  addRepository(source: unknown): void {
    if (typeof source !== "string" || !cloudflaredSources.includes(source)) {
      throw new Error(`Cmd('git') failed due to: exit code(128)\n  cmdline: git clone ${String(source)}`);
    }
    if (this.repositories.has(source)) throw new Error(`Can't add ${source}, already in the store`);
    this.repositories.add(source);
  }

  /** @param isUsed whether an app is installed */
  removeRepository(slug: string, isUsed: (appSlug: string) => boolean): void {
    const source = [...this.repositories].find((one) => repositorySlug(one) === slug);
    if (source === undefined) throw new Error(`Repository ${slug} does not exist in the store`);
    if (isUsed(appSlug(source))) throw new Error(`Can't remove '${source}'. It's used by installed apps`);
    this.repositories.delete(source);
  }

  describeApp(slug: string): object {
    const repository = repositorySlug(this.sourceOf(slug));
    return { slug, available: this.options.available ?? true, homeassistant: null, repository };
  }

  /** Starts an installation and returns the job's ID. */
  begin(slug: string): string {
    this.sourceOf(slug);
    if (this.options.available === false) {
      throw new Error(`App ${slug} not supported on this platform, supported architectures: aarch64`);
    }
    const id = randomUUID().replaceAll("-", "");
    this.jobs.set(id, { slug, begun: Date.now() });
    return id;
  }

  /** Describes a running installation. Once it has ended, failed or not, the job no longer exists. */
  describeJob(id: string): object {
    const job = this.jobs.get(id);
    if (job === undefined) throw new Error("Job does not exist");
    const progress = this.progressOf(job);
    return { uuid: id, name: "addon_manager_install", progress, done: false, errors: [], child_jobs: [] };
  }

  /** Returns the apps that have been installed since the last call. */
  takeInstalled(): string[] {
    const ended = [...this.jobs].filter(([, job]) => this.progressOf(job) >= 100);
    for (const [id] of ended) this.jobs.delete(id);
    return this.options.downloads === false ? [] : ended.map(([, { slug }]) => slug);
  }

  isInstalling(slug: string): boolean {
    return [...this.jobs.values()].some((job) => job.slug === slug);
  }

  private sourceOf(slug: string): string {
    const source = [...this.repositories].find(
      (one) => cloudflaredSources.includes(one) && appSlug(one) === slug,
    );
    if (source === undefined) throw new Error(`App ${slug} does not exist in the store`);
    return source;
  }

  private progressOf({ begun }: Job): number {
    const { installMs = 0 } = this.options;
    return installMs === 0 ? 100 : Math.min(100, ((Date.now() - begun) / installMs) * 100);
  }
}

/** https://github.com/home-assistant/supervisor/blob/main/supervisor/store/utils.py */
function repositorySlug(source: string): string {
  return source.includes("/")
    ? createHash("sha1").update(source.toLowerCase()).digest("hex").slice(0, 8)
    : source;
}

/** Returns the slug of a repository's Cloudflared app. */
export const appSlug = (source: string): string => `${repositorySlug(source)}_cloudflared`;
