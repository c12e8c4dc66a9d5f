import { setTimeout } from "node:timers/promises";
import { type HttpConfig, HttpStore } from "cloudflare-simulator/home-assistant/http-store.ts";

const proxied = { use_x_forwarded_for: true, trusted_proxies: ["127.0.0.1"] };
const trusted = { useXForwardedFor: true, trustedProxies: ["127.0.0.1/32"] };
const untrusted = { useXForwardedFor: false, trustedProxies: [] };

/** A store whose Home Assistant restarts in no time. */
function storeWith(revertMs = 10_000): { readonly store: HttpStore; readonly restarts: () => number } {
  let restarts = 0;
  const store = new HttpStore({}, revertMs, () => {
    restarts += 1;
    store.start();
  });
  stores.push(store);
  return { store, restarts: () => restarts };
}

const stores: HttpStore[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.stopTimer();
});

test("settings on trial are used after a restart, and stay when they are confirmed", () => {
  const { store, restarts } = storeWith();
  expect(store.proxy).toEqual(untrusted);
  expect(store.configure(proxied)).toEqual({ restart: true });
  expect([store.proxy, restarts()]).toEqual([trusted, 1]);
  expect(store.describe()).toMatchObject({ active_config_type: "pending", pending: { error: null } });
  store.promote();
  expect([store.proxy, restarts()]).toEqual([trusted, 1]);
  expect(store.describe()).toMatchObject({ active_config_type: "stable", pending: null, revert_at: null });
});

test("settings that nobody confirms are dropped with another restart, kept to be seen, and can be tried again", async () => {
  const { store, restarts } = storeWith(30);
  store.configure(proxied);
  await setTimeout(60);
  expect([store.proxy, restarts()]).toEqual([untrusted, 2]);
  expect(store.describe()).toMatchObject({
    pending: { error: "not_promoted", use_x_forwarded_for: true },
    active_config_type: "stable",
    revert_at: null,
  });
  expect(() => {
    store.promote();
  }).toThrow("Cannot promote pending HTTP config with error: not_promoted");
  expect(store.configure(proxied)).toEqual({ restart: true });
  expect(store.proxy).toEqual(trusted);
});

test("settings that are confirmed or on trial already cause no restart; null ends a trial", () => {
  const { store } = storeWith();
  expect(store.configure({})).toEqual({ restart: false });
  store.configure(proxied);
  expect(store.configure(proxied)).toEqual({ restart: false });
  expect(store.configure(null)).toEqual({ restart: true });
  expect(store.proxy).toEqual(untrusted);
});

test.each<[string, HttpConfig, string]>([
  ["no proxy to trust", { use_x_forwarded_for: true }, "at least one trusted proxy"],
  ["what belongs to the slot", { created_at: "now" }, "not a valid option at 'config.created_at'"],
])("settings with %s are refused, and nothing changes", (_title, config, message) => {
  const { store, restarts } = storeWith();
  expect(() => store.configure(config)).toThrow(message);
  expect([store.pending, restarts()]).toEqual([null, 0]);
});
