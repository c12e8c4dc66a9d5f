import { anyText } from "../../support/text-matchers.ts";
import { refusalOf, withSimulator } from "../../support/with-simulator.ts";

const underTest = withSimulator();
const settings = () => underTest.client.zones.settings;
const change = (id: string, value: unknown) => settings().edit(id, { ...underTest.zone, value });

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

test("an unknown setting can't be read either", async () => {
  expect(await refusalOf(settings().get("tls_4", underTest.zone))).toMatchObject({ status: 400, code: 1006 });
});

test("HTTP/3 is on until it is switched off, even on the free plan", async () => {
  const { client, zone } = underTest;
  expect(await client.zones.settings.get("http3", zone)).toMatchObject({ value: "on", editable: true });
  await client.zones.settings.edit("http3", { ...zone, value: "off" });
  expect(await client.zones.settings.get("http3", zone)).toMatchObject({ value: "off" });
});
