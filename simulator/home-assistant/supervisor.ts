import { App, type RunConnector } from "./app.ts";
import { appSlug, Store, type StoreOptions } from "./store.ts";
import { systemAnswers } from "./system-answers.ts";

export interface SupervisorOptions extends StoreOptions {
  /** Plays a token's connector while its app runs; returns a function that stops it. */
  readonly runConnector?: RunConnector;
}

/** The Supervisor's answer: `data`, or the message of a refusal. https://developers.home-assistant.io/docs/api/supervisor/endpoints */
export type SupervisorAnswer =
  { readonly result: "ok"; readonly data: unknown } | { readonly result: "error"; readonly message: string };

type Data = Readonly<Record<string, unknown>>;

/** A stand-in for the Supervisor: the store, and apps that can be installed, configured, started and stopped. */
export class Supervisor {
  readonly apps = new Map<string, App>();
  /** While set, every change is refused with this message. */
  busy: string | undefined;
  /** While set, Home Assistant gets no answer, which it reports as an error without a message. */
  silent = false;
  private readonly store: Store;
  private readonly options: SupervisorOptions;

  constructor(options: SupervisorOptions = {}) {
    this.options = options;
    this.store = new Store(options);
  }

  /** URLs of the store's repositories. */
  get repositories(): ReadonlySet<string> {
    return this.store.repositories;
  }

  /** Adds an app, as if somebody had installed it before. */
  install(source: string, options: Data = {}): App {
    this.store.repositories.add(source);
    const app = this.add(appSlug(source));
    app.configure({ options: { ...app.options, ...options } });
    return app;
  }

  /** Carries out a request. */
  answer(method: string, endpoint: string, data: Data): SupervisorAnswer {
    if (this.silent) return { result: "error", message: "" };
    try {
      if (method !== "get" && this.busy !== undefined) throw new Error(this.busy);
      for (const slug of this.store.takeInstalled()) this.add(slug);
      return { result: "ok", data: this.carryOut(method, endpoint, data) ?? {} };
    } catch (error) {
      return { result: "error", message: error instanceof Error ? error.message : String(error) };
    }
  }

  close(): void {
    for (const app of this.apps.values()) app.stop();
  }

  private carryOut(method: string, endpoint: string, data: Data): unknown {
    if (method === "get" && endpoint in systemAnswers) return systemAnswers[endpoint];
    const [area = "", first = "", second = "", third = ""] = endpoint.split("/").slice(1);
    const { store } = this;
    const routes: Readonly<Record<string, () => unknown>> = {
      "get addons": () => (first === "" ? this.list() : this.find(first).describe()),
      "post addons": () => {
        this.order(first, second, data);
      },
      "get store": () => this.describeStore(first, second),
      "post store": () => {
        if (first !== "repositories") return this.startInstallation(second, third, data);
        store.addRepository(data["repository"]);
        return undefined;
      },
      "delete store": () => {
        store.removeRepository(second, (slug) => this.apps.has(slug));
      },
      "get jobs": () => store.describeJob(first),
    };
    const route = routes[`${method} ${area}`];
    if (route === undefined) throw new Error(`the stand-in knows no ${method} ${endpoint}`);
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

  private add(slug: string): App {
    const app = new App(slug, this.options.runConnector);
    this.apps.set(slug, app);
    return app;
  }

  private order(slug: string, verb: string, data: Data): void {
    const app = this.find(slug);
    switch (verb) {
      case "options":
        app.configure(data);
        break;
      case "start":
        app.start();
        break;
      case "stop":
        app.stop();
        break;
      case "uninstall":
        app.stop();
        this.apps.delete(slug);
        break;
      default:
        throw new Error(`the stand-in knows no ${verb} of an app`);
    }
  }

  private describeStore(part: string, slug: string): unknown {
    const repositories = this.store.listRepositories();
    if (part === "") return { addons: [], repositories };
    return part === "repositories" ? repositories : this.store.describeApp(slug);
  }

  private startInstallation(slug: string, verb: string, data: Data): object | undefined {
    if (verb !== "install") throw new Error(`the stand-in knows no ${verb} of the store`);
    if (this.apps.has(slug) || this.store.isInstalling(slug)) {
      throw new Error(`App ${slug} is already installed`);
    }
    const job_id = this.store.begin(slug);
    const [installed] = this.store.takeInstalled();
    if (installed !== undefined) this.add(installed);
    return data["background"] === true && installed === undefined ? { job_id } : undefined;
  }
}
