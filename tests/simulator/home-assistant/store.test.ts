import { setTimeout } from "node:timers/promises";
import { appSlug, Store } from "cloudflare-simulator/home-assistant/store.ts";

const repository = "https://github.com/homeassistant-apps/repository";
const slug = "396f0234_cloudflared";

test("an app's slug begins with the repository's, whatever its letters' case", () => {
  expect([appSlug(repository), appSlug(repository.toUpperCase())]).toEqual([slug, slug]);
});

test("an installation is a job with progress, and forgotten once it has ended", async () => {
  const store = new Store({ installMs: 100, repositories: [repository] });
  const job = store.begin(slug);
  expect(store.describeJob(job)).toMatchObject({ done: false, errors: [] });
  expect([store.isInstalling(slug), store.takeInstalled()]).toEqual([true, []]);
  await setTimeout(120);
  expect([store.takeInstalled(), store.takeInstalled(), store.isInstalling(slug)]).toEqual([
    [slug],
    [],
    false,
  ]);
  expect(() => store.describeJob(job)).toThrow("Job does not exist");
});

test("an installation can end without the app", () => {
  const store = new Store({ downloads: false, repositories: [repository] });
  store.begin(slug);
  expect(store.takeInstalled()).toEqual([]);
});

test("a repository is added once, and removed while none of its apps is installed", () => {
  const store = new Store({});
  store.addRepository(repository);
  expect(() => {
    store.addRepository(repository);
  }).toThrow("already in the store");
  expect(() => {
    store.removeRepository("396f0234", (one) => one === slug);
  }).toThrow("used by installed apps");
  store.removeRepository("396f0234", () => false);
  expect(store.listRepositories()).toMatchObject([{ slug: "core" }, { slug: "local" }]);
  expect(() => {
    store.removeRepository("396f0234", () => false);
  }).toThrow("does not exist in the store");
});

test("repositories that can't be cloned, unknown apps and apps without a fitting image are refused", () => {
  const store = new Store({ available: false });
  expect(() => {
    store.addRepository("https://x.test/y");
  }).toThrow("git clone https://x.test/y");
  expect(() => store.begin(slug)).toThrow("does not exist in the store");
  store.addRepository(repository);
  expect(store.describeApp(slug)).toMatchObject({ available: false, repository: "396f0234" });
  expect(() => store.begin(slug)).toThrow("not supported on this platform");
});
