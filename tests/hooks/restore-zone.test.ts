import {
  updateRecord,
  readZoneRecord,
  recordZone,
  type DesiredSettings,
  type ZoneRecord,
} from "../../hooks/record-zone.ts";
import { type RestoreArgs, restoreZone } from "../../hooks/restore-zone.ts";
import { foreignRules, phaseRule } from "../foreign-rules.ts";
import { withSimulator } from "../simulator/with-simulator.ts";

const cloud = withSimulator();
const ours: DesiredSettings = { ssl: "strict", always_use_https: "on", websockets: "on" };
const phase = "http_request_firewall_custom";

const zoneId = (): string => cloud.simulator.zoneId;
const hostnames = ["ha.example.com"];
const record = (settings = ours): Promise<ZoneRecord> =>
  recordZone(cloud.api(), zoneId(), { settings, hostnames });
const goOn = (previous: ZoneRecord, settings: DesiredSettings, names = hostnames): Promise<ZoneRecord> =>
  updateRecord(cloud.api(), zoneId(), { record: previous, desired: { settings, hostnames: names } });
const restore = (recorded: ZoneRecord, part: Partial<RestoreArgs> = {}): Promise<void> =>
  restoreZone(cloud.api(), {
    zone: zoneId(),
    record: recorded,
    hostnames,
    refPrefix: "ha-mtls-test-",
    keepSettings: false,
    ...part,
  });

const valueOf = (id: string): unknown => cloud.simulator.state.settings.get(id)?.value;
const set = (id: string, value: string): PromiseLike<unknown> =>
  cloud.client.zones.settings.edit(id, { ...cloud.zone, value });

async function apply(wanted: DesiredSettings): Promise<void> {
  for (const [id, value] of Object.entries(wanted)) await set(id, value);
}

const writes = (): string[] =>
  cloud.simulator
    .requests()
    .filter(({ method }) => method !== "GET")
    .map(
      ({ method, path }) => `${method} ${path.replace("/client/v4", "").replaceAll(/[0-9a-f]{32}/g, "<id>")}`,
    );

describe("settings", () => {
  test("get the values back that they had before the first run", async () => {
    await set("always_use_https", "off");
    const recorded = await record();
    await apply(ours);
    await restore(recorded);
    expect([valueOf("ssl"), valueOf("always_use_https"), valueOf("websockets")]).toEqual([
      "full",
      "off",
      "on",
    ]);
  });

  test("that had our value before cost no request", async () => {
    await apply(ours);
    const recorded = await record();
    const mark = cloud.simulator.requests().length;
    await restore(recorded);
    expect(
      cloud.simulator
        .requests()
        .slice(mark)
        .map(({ path }) => path)
        .join(),
    ).not.toContain("/settings/");
  });

  test("that somebody has changed since are theirs", async () => {
    const recorded = await record();
    await apply(ours);
    await set("ssl", "flexible");
    await restore(recorded);
    expect(valueOf("ssl")).toBe("flexible");
  });

  test("that the stack let go of later get theirs back, too: nobody else has set them", async () => {
    const recorded = await record();
    await apply(ours);
    await restore(await goOn(recorded, { websockets: "on" }));
    expect(valueOf("ssl")).toBe("full");
  });

  test("that were given one value after another are recognised by the latest, and by an earlier one", async () => {
    const first = await record({ min_tls_version: "1.2" });
    const second = await goOn(first, { min_tls_version: "1.3" });
    await set("min_tls_version", "1.3");
    await restore(second);
    expect(valueOf("min_tls_version")).toBe("1.0");
    await set("min_tls_version", "1.2");
    await restore(second);
    expect(valueOf("min_tls_version")).toBe("1.0");
  });

  test("that are managed from a later run on have the value of that moment before", async () => {
    const first = await record();
    await set("min_tls_version", "1.1");
    const second = await goOn(first, { ...ours, min_tls_version: "1.2" });
    await set("min_tls_version", "1.2");
    await restore(second);
    expect(valueOf("min_tls_version")).toBe("1.1");
  });

  test("that a record of an earlier version does not know have the value of that moment before", async () => {
    const { settings, ...rest } = await record();
    const known = Object.fromEntries(Object.entries(settings).filter(([id]) => id !== "http3"));
    const second = await goOn({ ...rest, settings: known, managed: Object.keys(settings) }, { http3: "off" });
    await set("http3", "off");
    await restore(second);
    expect(valueOf("http3")).toBe("on");
  });

  test("that are managed again keep the value of before the first time, unless somebody changed them between", async () => {
    const left = await goOn(await record(), {});
    await set("ssl", "strict");
    expect((await goOn(left, ours)).settings["ssl"]).toBe("full");
    await set("ssl", "flexible");
    expect((await goOn(left, ours)).settings["ssl"]).toBe("flexible");
  });

  test("are read once: a later run that manages the same looks at nothing", async () => {
    const first = await record();
    await apply(ours);
    const mark = cloud.simulator.requests().length;
    expect(await goOn(first, ours)).toEqual(first);
    expect(cloud.simulator.requests()).toHaveLength(mark);
  });

  test("stay as they are where the owner says keep", async () => {
    const recorded = await record();
    await apply(ours);
    await restore(recorded, { keepSettings: true });
    expect(valueOf("ssl")).toBe("strict");
  });
});

describe("custom rules", () => {
  const own = (number: number, expression = "ssl") => ({
    ref: `ha-mtls-test-${number}`,
    action: "block",
    expression,
    enabled: true,
  });
  const put = async (...rules: readonly object[]): Promise<void> => {
    await cloud.control("PUT", "/limits", { custom_rules: 20 });
    await cloud.client.rulesets.phases.update(phase, { ...cloud.zone, rules: rules as never });
  };
  const live = () => [...cloud.simulator.state.rulesets.values()].flatMap(({ rules }) => rules);

  test("of others stay to the last byte, with id, version and time, whatever they are and wherever ours stand", async () => {
    await put(...foreignRules, phaseRule);
    const recorded = await record();
    await put(own(1), ...foreignRules.slice(0, 5), own(2), ...foreignRules.slice(5), phaseRule, own(3));
    const before = live().filter(({ ref }) => !ref.startsWith("ha-mtls-"));
    expect(before).toHaveLength(foreignRules.length + 1);
    await restore(recorded);
    expect(live()).toEqual(before);
    expect(writes().slice(-3)).toEqual(Array(3).fill("DELETE /zones/<id>/rulesets/<id>/rules/<id>"));
  });

  test("of other stacks stay, and those that only look like ours", async () => {
    const others = ["ha-mtls-test-x", "ha-mtls-testing-1", "ha-mtls-other-1"].map((ref) => ({
      ...own(1),
      ref,
    }));
    await put(...others, own(7));
    await restore(await record());
    expect(live().map(({ ref }) => ref)).toEqual(others.map(({ ref }) => ref));
  });

  test("the list itself stays, even empty: somebody may put a rule into it at any moment", async () => {
    const recorded = await record();
    await put(own(1), own(2));
    await restore(recorded);
    expect([...cloud.simulator.state.rulesets.values()]).toMatchObject([{ rules: [] }]);
  });

  test("one that is deleted meanwhile is no failure", async () => {
    const recorded = await record();
    await put(own(1), own(2));
    const [first] = live();
    const [ruleset] = cloud.simulator.state.rulesets.keys();
    await cloud.control("POST", "/faults", {
      ...{ method: "DELETE", path: `/rules/${first?.id ?? ""}$`, status: 404 },
    });
    await restore(recorded);
    expect(live().map(({ id }) => id)).toEqual([first?.id]);
    expect(ruleset).toBeDefined();
  });

  test("one that the stack made stays when others have put rules into it since", async () => {
    const recorded = await record();
    await put({ ...own(1), ref: "theirs" }, own(1));
    await restore(recorded);
    expect(live().map(({ ref }) => ref)).toEqual(["theirs"]);
  });
});

test("associations of others stay in their order, ours goes", async () => {
  const associations = cloud.client.certificateAuthorities.hostnameAssociations;
  const recorded = await record();
  await associations.update({
    ...cloud.zone,
    hostnames: ["z.example.com", "ha.example.com", "a.example.com"],
  });
  await restore(recorded);
  expect(cloud.simulator.state.hostnameAssociations).toEqual(["z.example.com", "a.example.com"]);
});

describe("an association of our hostname", () => {
  const associate = (...names: string[]): PromiseLike<unknown> =>
    cloud.client.certificateAuthorities.hostnameAssociations.update({ ...cloud.zone, hostnames: names });
  const live = (): readonly string[] => cloud.simulator.state.hostnameAssociations;
  const both = ["ha.example.com", "nas.example.com"];

  test("that was there before the stack stays", async () => {
    await associate("ha.example.com");
    await restore(await goOn(await record(), { ssl: "strict" }));
    expect(live()).toEqual(["ha.example.com"]);
  });

  test("that was there before a later run named the hostname stays, and that of the first run goes", async () => {
    const first = await record();
    await associate(...both);
    await restore(await goOn(await goOn(first, ours, both), ours, both), { hostnames: both });
    expect(live()).toEqual(["nas.example.com"]);
  });

  test("goes where the record is of a version that did not look", async () => {
    const { settings } = await record();
    await associate("ha.example.com");
    const old = readZoneRecord(JSON.stringify({ settings, hadEntryPoint: true }));
    await restore(old);
    expect(live()).toEqual([]);
    await associate("ha.example.com");
    await restore(await goOn(old, ours));
    expect(live()).toEqual([]);
  });
});

test("where nothing of ours is left nothing is written, so that it can be run again after a failure", async () => {
  const recorded = await record();
  await apply(ours);
  await restore(recorded);
  const mark = writes().length;
  await restore(recorded);
  expect(writes()).toHaveLength(mark);
});
