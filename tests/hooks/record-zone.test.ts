import {
  type DesiredSettings,
  readZoneRecord,
  recordZone,
  updateRecord,
  type ZoneRecord,
} from "../../hooks/record-zone.ts";
import { settingIds } from "../../domain/configuration/zone-settings.ts";
import { withSimulator } from "../simulator/support/with-simulator.ts";

const cloud = withSimulator();
const ours: DesiredSettings = { ssl: "strict", always_use_https: "on", websockets: "on" };
const hostnames = ["ha.example.com"];

const zoneId = (): string => cloud.simulator.zoneId;
const record = (): Promise<ZoneRecord> =>
  recordZone(cloud.api(), { zoneId: zoneId() }, { settings: ours, hostnames });
const update = (previous: ZoneRecord, settings: DesiredSettings, names = hostnames): Promise<ZoneRecord> =>
  updateRecord(
    cloud.api(),
    { zoneId: zoneId() },
    { record: previous, desired: { settings, hostnames: names } },
  );
const set = (id: string, value: string): PromiseLike<unknown> =>
  cloud.client.zones.settings.edit(id, { ...cloud.zone, value });
const associate = (...names: string[]): PromiseLike<unknown> =>
  cloud.client.certificateAuthorities.hostnameAssociations.update({ ...cloud.zone, hostnames: names });

test("the first record has every setting that the stack could manage, and what it sets now", async () => {
  await associate("ha.example.com", "vpn.example.com");
  const recorded = await record();
  expect(Object.keys(recorded.settings).sort()).toEqual([...settingIds].sort());
  expect(recorded).toMatchObject({
    settings: { ssl: "full" },
    given: { ssl: ["strict"], always_use_https: ["on"], websockets: ["on"] },
    managed: ["ssl", "always_use_https", "websockets"],
    associated: ["ha.example.com"],
    named: hostnames,
  });
});

describe("an updated record", () => {
  test("keeps the previous values, and adds each value that the stack sets", async () => {
    const first = await record();
    await set("ssl", "strict");
    const second = await update(first, { ssl: "full" });
    expect(second.settings).toEqual(first.settings);
    expect(second.given["ssl"]).toEqual(["strict", "full"]);
    expect(second.managed).toEqual(["ssl"]);
  });

  test("has a new value of a setting that is managed again only if somebody else has changed it", async () => {
    const left = await update(await record(), {});
    await set("ssl", "strict");
    expect((await update(left, ours)).settings["ssl"]).toBe("full");
    await set("ssl", "flexible");
    expect((await update(left, ours)).settings["ssl"]).toBe("flexible");
  });

  test("needs no request if the run manages the same settings and hostnames", async () => {
    const first = await record();
    await set("ssl", "strict");
    const mark = cloud.simulator.requests().length;
    expect(await update(first, ours)).toEqual(first);
    expect(cloud.simulator.requests()).toHaveLength(mark);
  });

  test("has the association of a hostname only if it existed before a run named the hostname", async () => {
    const first = await record();
    await associate("ha.example.com", "nas.example.com");
    const second = await update(first, ours, ["ha.example.com", "nas.example.com"]);
    expect(second.associated).toEqual(["nas.example.com"]);
    expect(second.named).toEqual(["ha.example.com", "nas.example.com"]);
  });
});

test("a record of the first version, which has only settings, can still be read and updated", async () => {
  const { settings } = await record();
  const old = readZoneRecord(JSON.stringify({ settings, hadEntryPoint: true }));
  expect(old).toMatchObject({ settings, given: {}, managed: settingIds, associated: [] });
  expect(await update(old, ours)).toMatchObject({ given: { ssl: ["strict"] }, named: hostnames });
});
