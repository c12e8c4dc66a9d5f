import * as fc from "fast-check";
import { checkCapacity, type Home } from "../../domain/configuration/home.ts";
import { anyConfiguration, anyHome, homeOf } from "../properties/any-configuration.ts";
import { soundHome } from "../domain/sound-home.ts";
import { lookUps, virtualApi } from "../preflight/support/virtual-zone.ts";
import { awaited, makeHome, startHome } from "./support/make-home.ts";
import { children, type MockedCloud, mockCloud } from "./support/mocked-cloud.ts";

const size = { maxDevices: 4 };

/** Each run makes a whole home; a slow machine makes fewer. */
const few = { numRuns: 15, interruptAfterTimeLimit: 10_000 };

/** Every home that fits a zone. */
const fitting = anyHome(size).filter((home) => checkCapacity(home, 5).length === 0);

/** Pairs of names: the first must wait for the second. */
function mustWait(cloud: MockedCloud, home: Home): [string, string][] {
  const names = cloud.registrations.filter(({ custom }) => custom).map(({ name }) => name);
  const settings = names.filter((name) => name.startsWith("zone-settings-"));
  const entering = home.held.filter(({ device }) =>
    home.services.some(({ devices }) => devices.includes(device)),
  );
  const certificates = entering.map(({ logicalName }) => `${logicalName}-certificate`);
  const guards = ["tunnel-ingress", ...certificates];
  const pairs = (later: string, earlier: readonly string[]): [string, string][] =>
    earlier.map((name) => [later, name]);
  return [
    ...home.services.flatMap(({ hostname }) =>
      pairs(`${hostname}-record`, ["gate-rules", ...guards, ...settings]),
    ),
    ...pairs("gate-rules", guards),
    ...names
      .filter((name) => name !== "restore-point-record")
      .flatMap((name) => pairs(name, ["restore-point-record"])),
  ];
}

test("for any configuration nothing is made before what guards it, nor before the restore point", async () => {
  await fc.assert(
    fc.asyncProperty(fitting, async (home) => {
      const { cloud, notes } = await makeHome(home);
      const custom = cloud.registrations.filter((one) => one.custom);
      const before = new Map(custom.map((one) => [one.name, awaited(cloud, one)]));
      const pairs = mustWait(cloud, home);
      expect(pairs.filter(([later, earlier]) => before.get(later)?.has(earlier) !== true)).toEqual([]);
      // Each resource has a unique URN, so that names identify them.
      expect(new Set(cloud.registrations.map(({ urn }) => urn)).size).toBe(cloud.registrations.length);
      // Webhooks are all that such a home has to be told about.
      expect(notes.filter((note) => !note.includes("local_only: false"))).toEqual([]);
    }),
    few,
  );
});

test("the order of the devices affects neither the names nor the inputs of resources", async () => {
  const shuffled = anyConfiguration(size)
    .filter((written) => checkCapacity(homeOf(written), 5).length === 0)
    .chain((written) => {
      const devices = written["devices"] as object[];
      const other = fc.shuffledSubarray(devices, { minLength: devices.length });
      return fc.tuple(
        fc.constant(written),
        other.map((list) => ({ ...written, devices: list })),
      );
    });
  const inventory = async (home: Home): Promise<Record<string, unknown>> => {
    const { cloud } = await makeHome(home);
    return Object.fromEntries(cloud.registrations.map(({ urn, inputs }) => [urn, inputs]));
  };
  await fc.assert(
    fc.asyncProperty(shuffled, async ([written, other]) => {
      expect(await inventory(homeOf(other))).toEqual(await inventory(homeOf(written)));
    }),
    { ...few, numRuns: 6 },
  );
});

test("adding a device changes no resource of another device", async () => {
  const one = soundHome({ devices: [{ name: "ben-phone" }] });
  const two = soundHome({ devices: [{ name: "anna-phone" }, { name: "ben-phone" }] });
  const [before, after] = [(await makeHome(one)).cloud, (await makeHome(two)).cloud];
  const changed = before.registrations.filter(({ urn, inputs }) => {
    const now = after.registrations.find((other) => other.urn === urn);
    return JSON.stringify(now?.inputs) !== JSON.stringify(inputs);
  });
  expect(changed.map(({ name }) => name)).toEqual(["gate-rules"]);
});

const home = soundHome();
const record = "DnsRecord ha.example.com-record";

/** Shows not only the declared order but its effect: while one resource is stuck, others are never requested. */
test.each([
  ["restore-point-record", []],
  ["tunnel-ingress", ["Command gate-rules", record]],
  ["anna-phone-certificate", ["Command gate-rules", record]],
  ["gate-rules", [record]],
  ["zone-settings-ssl", [record]],
])("while %s does not exist, nothing is requested that could open the house", async (stuck, missing) => {
  const cloud = await mockCloud({ lookUps: lookUps(), stuck: [stuck] });
  jest.spyOn(globalThis, "fetch").mockImplementation(virtualApi().fetch);
  startHome(home);
  await cloud.asked(stuck);
  const asked = children(cloud);
  expect(asked.some((child) => child.endsWith(` ${stuck}`))).toBe(true);
  if (stuck === "restore-point-record") {
    expect(asked).toHaveLength(1);
  }
  for (const name of missing) {
    expect(asked.filter((child) => child.endsWith(name))).toEqual([]);
  }
});
