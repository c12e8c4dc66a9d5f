import {
  updateRecord,
  readZoneRecord,
  recordZone,
  type DesiredSettings,
  type ZoneRecord,
} from "../../hooks/record-zone.ts";
import { type RestoreArgs, restoreZone } from "../../hooks/restore-zone.ts";
import { foreignRules, phaseRule } from "../foreign-rules.ts";
import { withSimulator } from "../simulator/support/with-simulator.ts";

const cloud = withSimulator();
const ours: DesiredSettings = { ssl: "strict", always_use_https: "on", websockets: "on" };
const phase = "http_request_firewall_custom";

const zoneId = (): string => cloud.simulator.zoneId;
const hostnames = ["ha.example.com"];
const record = (settings = ours): Promise<ZoneRecord> =>
  recordZone(cloud.api(), { zoneId: zoneId() }, { settings, hostnames });
const goOn = (previous: ZoneRecord, settings: DesiredSettings, names = hostnames): Promise<ZoneRecord> =>
  updateRecord(
    cloud.api(),
    { zoneId: zoneId() },
    { record: previous, desired: { settings, hostnames: names } },
  );
const restore = (recorded: ZoneRecord, part: Partial<RestoreArgs> = {}): Promise<void> =>
  restoreZone(cloud.api(), {
    zoneId: zoneId(),
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
  test("get back the values that they had before the first run", async () => {
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

  test("that already had our value cost no request", async () => {
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

  test("that somebody has changed since are left alone", async () => {
    const recorded = await record();
    await apply(ours);
    await set("ssl", "flexible");
    await restore(recorded);
    expect(valueOf("ssl")).toBe("flexible");
  });

  test("that the stack no longer manages are restored, too: nobody else has set them", async () => {
    const recorded = await record();
    await apply(ours);
    await restore(await goOn(recorded, { websockets: "on" }));
    expect(valueOf("ssl")).toBe("full");
  });

  test("that had several values of ours are recognized by each of them", async () => {
    const first = await record({ min_tls_version: "1.2" });
    const second = await goOn(first, { min_tls_version: "1.3" });
    await set("min_tls_version", "1.3");
    await restore(second);
    expect(valueOf("min_tls_version")).toBe("1.0");
    await set("min_tls_version", "1.2");
    await restore(second);
    expect(valueOf("min_tls_version")).toBe("1.0");
  });

  test("that a later run begins to manage get back the value that they had then", async () => {
    const first = await record();
    await set("min_tls_version", "1.1");
    const second = await goOn(first, { ...ours, min_tls_version: "1.2" });
    await set("min_tls_version", "1.2");
    await restore(second);
    expect(valueOf("min_tls_version")).toBe("1.1");
  });

  test("that are missing in an old record get back the value that they had when it was updated", async () => {
    const { settings, ...rest } = await record();
    const known = Object.fromEntries(Object.entries(settings).filter(([id]) => id !== "http3"));
    const second = await goOn({ ...rest, settings: known, managed: Object.keys(settings) }, { http3: "off" });
    await set("http3", "off");
    await restore(second);
    expect(valueOf("http3")).toBe("on");
  });

  test("stay as they are if the owner says keep", async () => {
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

  test("of others stay identical, with id, version and time, whatever they are and wherever ours are", async () => {
    await put(...foreignRules, phaseRule);
    const recorded = await record();
    await put(own(1), ...foreignRules.slice(0, 5), own(2), ...foreignRules.slice(5), phaseRule, own(3));
    const before = live().filter(({ ref }) => !ref.startsWith("ha-mtls-"));
    expect(before).toHaveLength(foreignRules.length + 1);
    await restore(recorded);
    expect(live()).toEqual(before);
    expect(writes().slice(-3)).toEqual(Array(3).fill("DELETE /zones/<id>/rulesets/<id>/rules/<id>"));
  });

  test("of other stacks stay, as do those that only look like ours", async () => {
    const others = ["ha-mtls-test-x", "ha-mtls-testing-1", "ha-mtls-other-1"].map((ref) => ({
      ...own(1),
      ref,
    }));
    await put(...others, own(7));
    await restore(await record());
    expect(live().map(({ ref }) => ref)).toEqual(others.map(({ ref }) => ref));
  });

  test("leave their list in place even if it is empty: somebody may add a rule at any moment", async () => {
    const recorded = await record();
    await put(own(1), own(2));
    await restore(recorded);
    expect([...cloud.simulator.state.rulesets.values()]).toMatchObject([{ rules: [] }]);
  });

  test("that are deleted meanwhile are no failure", async () => {
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

  test("of others stay in a list that the stack made", async () => {
    const recorded = await record();
    await put({ ...own(1), ref: "theirs" }, own(1));
    await restore(recorded);
    expect(live().map(({ ref }) => ref)).toEqual(["theirs"]);
  });
});

test("the associations of others stay in their order, and ours is removed", async () => {
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

  test("stays if it existed before the stack", async () => {
    await associate("ha.example.com");
    await restore(await goOn(await record(), { ssl: "strict" }));
    expect(live()).toEqual(["ha.example.com"]);
  });

  test("stays if it existed before a later run named the hostname; that of the first run is removed", async () => {
    const first = await record();
    await associate(...both);
    await restore(await goOn(await goOn(first, ours, both), ours, both), { hostnames: both });
    expect(live()).toEqual(["nas.example.com"]);
  });

  test("is removed if the record is of a version that did not record associations", async () => {
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

test("a second restore writes nothing, so that it can be repeated after a failure", async () => {
  const recorded = await record();
  await apply(ours);
  await restore(recorded);
  const mark = writes().length;
  await restore(recorded);
  expect(writes()).toHaveLength(mark);
});
