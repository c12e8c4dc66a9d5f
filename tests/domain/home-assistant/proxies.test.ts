import {
  foundProxies,
  networkText,
  untrusted,
  withoutProxies,
  withProxies,
} from "../../../domain/home-assistant/proxies.ts";

const app = "172.30.33.0/24";

test.each([
  ["127.0.0.1", "127.0.0.1/32"],
  ["::1", "::1/128"],
  ["2001:DB8::0005", "2001:db8::5/128"],
  ["10.0.0.0/8", "10.0.0.0/8"],
])("%s is stored as %s", (text, network) => {
  expect(networkText(text)).toBe(network);
});

test.each([
  ["nothing is trusted", {}, [app]],
  ["the option is off", { use_x_forwarded_for: false, trusted_proxies: [app] }, [app]],
  ["others are trusted", { use_x_forwarded_for: true, trusted_proxies: ["10.0.0.1/32"] }, [app]],
  ["a part of it is trusted", { use_x_forwarded_for: true, trusted_proxies: ["172.30.33.5/32"] }, [app]],
  ["it is trusted", { use_x_forwarded_for: true, trusted_proxies: [app] }, []],
  ["a larger network is trusted", { use_x_forwarded_for: true, trusted_proxies: ["172.30.32.0/23"] }, []],
  ["only IPv6 is trusted", { use_x_forwarded_for: true, trusted_proxies: ["::/0"] }, [app]],
])("the app's network is left to trust: %s", (_title, config, missing) => {
  expect(untrusted(config, [app])).toEqual(missing);
});

test("adding a proxy keeps other proxies and settings", () => {
  const config = { server_port: 8123, use_x_forwarded_for: true, trusted_proxies: ["10.0.0.1/32"] };
  expect(withProxies(config, [app])).toEqual({ ...config, trusted_proxies: ["10.0.0.1/32", app] });
});

test.each([
  ["nothing at all", { server_port: 8123 }],
  ["other proxies", { server_port: 8123, use_x_forwarded_for: true, trusted_proxies: ["10.0.0.1/32"] }],
  [
    "a list that was off",
    { server_port: 8123, use_x_forwarded_for: false, trusted_proxies: ["10.0.0.1/32"] },
  ],
])("what was found is restored: %s", (_title, before) => {
  expect(withoutProxies(withProxies(before, [app]), foundProxies(before), [app])).toEqual(before);
});

test("forwarding that was on without a proxy, which Home Assistant no longer accepts, is turned off", () => {
  const before = { server_port: 8123, use_x_forwarded_for: true, trusted_proxies: [] };
  const returned = withoutProxies(withProxies(before, [app]), foundProxies(before), [app]);
  expect(returned).toEqual({ server_port: 8123 });
  expect(withoutProxies(returned, foundProxies(before), [app])).toBe(returned);
  expect(withoutProxies(before, foundProxies(before), [app])).toBe(before);
});

test("a proxy that was trusted before the stack stays trusted", () => {
  const before = { use_x_forwarded_for: true, trusted_proxies: [app] };
  expect(withoutProxies(before, foundProxies(before), [app])).toBe(before);
});

test("a proxy that somebody has added since is kept, and forwarding with it", () => {
  const now = withProxies(withProxies({}, [app]), ["10.0.0.1"]);
  expect(withoutProxies(now, foundProxies({}), [app])).toEqual({
    use_x_forwarded_for: true,
    trusted_proxies: ["10.0.0.1/32"],
  });
});
