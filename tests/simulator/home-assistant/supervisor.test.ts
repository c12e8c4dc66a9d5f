import { setTimeout } from "node:timers/promises";
import { Supervisor, type SupervisorOptions } from "cloudflare-simulator/home-assistant/supervisor.ts";

const repository = "https://github.com/homeassistant-apps/repository";
const slug = "396f0234_cloudflared";

class Store {
  readonly supervisor: Supervisor;

  constructor(options: SupervisorOptions = {}) {
    this.supervisor = new Supervisor(options);
  }

  data(method: string, endpoint: string, data: object = {}): unknown {
    const answer = this.supervisor.answer(method, endpoint, data as Record<string, unknown>);
    if (answer.result === "error") throw new Error(answer.message);
    return answer.data;
  }
}

test("an app is installed from an added repository, as a job with progress", async () => {
  const store = new Store({ installMs: 60 });
  expect(() => store.data("get", `/store/addons/${slug}`)).toThrow("does not exist");
  store.data("post", "/store/repositories", { repository });
  expect(store.data("get", `/store/addons/${slug}`)).toMatchObject({ available: true });
  const { job_id } = store.data("post", `/store/addons/${slug}/install`, { background: true }) as {
    job_id: string;
  };
  expect(store.data("get", `/jobs/${job_id}`)).toMatchObject({ done: false });
  expect(() => store.data("post", `/store/addons/${slug}/install`)).toThrow("already installed");
  await setTimeout(80);
  // A job that has ended is forgotten.
  expect(() => store.data("get", `/jobs/${job_id}`)).toThrow("Job does not exist");
  expect(store.data("get", `/addons/${slug}/info`)).toMatchObject({
    state: "stopped",
    boot: "auto",
    watchdog: false,
  });
});

test("a repository can be removed once none of its apps is installed", () => {
  const store = new Store();
  store.supervisor.install(repository);
  expect(() => store.data("delete", "/store/repositories/396f0234")).toThrow("used by installed apps");
  store.data("post", `/addons/${slug}/uninstall`);
  store.data("delete", "/store/repositories/396f0234");
  expect(store.data("get", "/store/repositories")).toHaveLength(2);
});

test("unknown apps, repositories and endpoints are refused by name", () => {
  const store = new Store({ available: false, repositories: [repository] });
  expect(store.data("get", `/store/addons/${slug}`)).toMatchObject({ available: false });
  expect(() => store.data("post", `/store/addons/${slug}/install`)).toThrow("not supported");
  expect(() => store.data("post", "/store/repositories", { repository })).toThrow("already in the store");
  expect(() => store.data("post", "/store/repositories", { repository: "https://x.test/y" })).toThrow(
    "https://x.test/y",
  );
  expect(() => store.data("get", "/moon")).toThrow("/moon");
});

test("a busy Supervisor refuses changes, but still answers reads", () => {
  const store = new Store();
  store.supervisor.busy = "Another job is running";
  expect(() => store.data("post", "/store/repositories", { repository })).toThrow("Another job");
  expect(store.data("get", "/addons")).toEqual({ addons: [] });
});
