import { anyText } from "../text-matchers.ts";
import { collect, refusalOf, withSimulator } from "../with-simulator.ts";

const underTest = withSimulator();
const settings = () => underTest.client.zones.settings;
const change = (id: string, value: unknown) => settings().edit(id, { ...underTest.zone, value });

test("the zone is found by its name and says its account and plan", async () => {
  const { client, simulator } = underTest;
  const [zone] = await collect(client.zones.list({ name: "example.com" }));
  expect(zone).toMatchObject({
    id: simulator.zoneId,
    name: "example.com",
    status: "active",
    account: { id: simulator.accountId },
    plan: { legacy_id: "free" },
  });
  expect(await client.zones.get(underTest.zone)).toEqual(zone);
  expect(await collect(client.zones.list({ name: "example.org" }))).toEqual([]);
  expect(await collect(client.zones.list({ account: { id: "f".repeat(32) } }))).toEqual([]);
});

test("accounts lists the one account", async () => {
  const accounts = await collect(underTest.client.accounts.list());
  expect(accounts.map(({ id }) => id)).toEqual([underTest.simulator.accountId]);
});

test("a valid token is told so, by both endpoints", async () => {
  const { client, account, simulator } = underTest;
  expect(await client.user.tokens.verify()).toMatchObject({ status: "active" });
  expect(await client.accounts.tokens.verify(account)).toMatchObject({ status: "active" });
  expect(simulator.apiToken).toHaveLength(40);
});

test("a new zone has Cloudflare's initial settings, and a change is kept", async () => {
  expect(await settings().get("ssl", underTest.zone)).toEqual({
    id: "ssl",
    value: "full",
    editable: true,
    modified_on: null,
  });
  expect(await change("ssl", "strict")).toMatchObject({ value: "strict", modified_on: anyText });
  expect(await settings().get("ssl", underTest.zone)).toMatchObject({ value: "strict" });
});

test("all settings are listed at once", async () => {
  const { simulator, send } = underTest;
  const response = await send(`/zones/${simulator.zoneId}/settings`);
  const { result } = (await response.json()) as { result: { id: string }[] };
  expect(result.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["ssl", "always_use_https", "websockets", "min_tls_version", "0rtt", "http3"]),
  );
});

test.each([
  { mistake: "an unknown setting", id: "tls_4", value: "on", code: 1006 },
  { mistake: "a value the setting does not take", id: "ssl", value: "on", code: 1007 },
  { mistake: "a value of another type", id: "websockets", value: true, code: 1007 },
  { mistake: "a setting of a paid plan", id: "polish", value: "lossless", code: 1015 },
])("$mistake is refused", async ({ id, value, code }) => {
  expect(await refusalOf(change(id, value))).toMatchObject({ status: 400, code });
});

test("an unknown setting cannot be read either", async () => {
  expect(await refusalOf(settings().get("tls_4", underTest.zone))).toMatchObject({ status: 400, code: 1006 });
});

test("Bot Fight Mode is off until it is switched on", async () => {
  const { client, zone } = underTest;
  expect(await client.botManagement.get(zone)).toMatchObject({ fight_mode: false });
  await client.botManagement.update({ ...zone, fight_mode: true });
  expect(await client.botManagement.get(zone)).toMatchObject({ fight_mode: true });
});

test.each(["zone", "account"] as const)(
  "an IP Access rule of the %s is listed there until it is deleted",
  async (scope) => {
    const { client } = underTest;
    const rules = client.firewall.accessRules;
    const where = scope === "zone" ? underTest.zone : underTest.account;
    const rule = await rules.create({
      ...where,
      mode: "whitelist",
      configuration: { target: "ip", value: "192.0.2.1" },
      notes: "office",
    });
    const elsewhere = scope === "zone" ? underTest.account : underTest.zone;
    expect(await collect(rules.list({ ...where, mode: "whitelist" }))).toMatchObject([
      {
        id: rule.id,
        mode: "whitelist",
        configuration: { target: "ip", value: "192.0.2.1" },
        notes: "office",
      },
    ]);
    expect(await collect(rules.list(where))).toHaveLength(1);
    expect(await collect(rules.list(elsewhere))).toEqual([]);
    await rules.delete(rule.id, where);
    expect(await collect(rules.list(where))).toEqual([]);
  },
);

test("HTTP/3 is on until a free zone switches it off", async () => {
  const { client, zone } = underTest;
  expect(await client.zones.settings.get("http3", zone)).toMatchObject({ value: "on", editable: true });
  await client.zones.settings.edit("http3", { ...zone, value: "off" });
  expect(await client.zones.settings.get("http3", zone)).toMatchObject({ value: "off" });
});
