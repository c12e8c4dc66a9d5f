import {
  checkCapacity,
  countHomeRules,
  doors,
  type Home,
  tunnelName,
} from "../../../domain/configuration/home.ts";
import { pin } from "../pins.ts";
import { soundHome } from "../sound-home.ts";

function home(values: Readonly<Record<string, unknown>> = {}): Home {
  return soundHome(values, "prod");
}

function devices(...list: readonly object[]): Home {
  return home({ devices: list.map((device) => ({ name: "anna-phone", ...device })) });
}

function names(count: number): { name: string }[] {
  return Array.from({ length: count }, (_, index) => ({ name: `device-${index}` }));
}

describe("services", () => {
  test("hostname and origin are one service that all devices may enter", () => {
    expect(home().services).toEqual([
      {
        hostname: "ha.example.com",
        origin: "http://homeassistant:8123",
        devices: ["anna-phone", "ben-phone"],
        noTlsVerify: false,
        httpHostHeader: undefined,
      },
    ]);
  });

  const nas = { hostname: "nas.example.com", origin: "http://nas" };

  test.each([
    [undefined, ["anna-phone", "ben-phone"]],
    ["all", ["anna-phone", "ben-phone"]],
    [["ben-phone"], ["ben-phone"]],
    [[], []],
  ])("devices: %j lets in %j", (listed, expected) => {
    const service = listed === undefined ? nas : { ...nas, devices: listed };
    expect(home({ hostname: "", services: [service] }).services[0]!.devices).toEqual(expected);
  });

  test("a lane without a hostname belongs to the only service", () => {
    const lanes = [{ preset: "webhook:abc", reason: "r" }];
    expect(home({ lanes }).lanes).toEqual([
      {
        hostname: "ha.example.com",
        paths: ["/api/webhook/abc"],
        methods: [],
        addresses: [],
        asn: [],
        reason: "r",
      },
    ]);
  });
});

describe("devices", () => {
  test("a device's own settings override those of the whole configuration", () => {
    const whole = { validityDays: 90, keyAlgorithm: "ecdsa-p256", bundleEncryption: "modern" };
    const own = { validityDays: 30, keyAlgorithm: "rsa-2048", bundleEncryption: "compatible" };
    const { held } = home({ ...whole, devices: [{ name: "a" }, { name: "b", ...own }] });
    expect(held).toMatchObject([whole, own]);
  });

  test("the name of a certificate has the generation's number from the second on", () => {
    expect(devices({}).held.map(({ logicalName }) => logicalName)).toEqual(["anna-phone"]);
    expect(devices({ generation: 3 }).held.map(({ logicalName }) => logicalName)).toEqual(["anna-phone.3"]);
  });

  test("keepPrevious keeps the previous generation in addition to the new one", () => {
    const { held } = devices({ generation: 2, keepPrevious: true });
    expect(held).toMatchObject([
      { logicalName: "anna-phone", generation: 1, previous: true, device: "anna-phone" },
      { logicalName: "anna-phone.2", generation: 2, previous: false, device: "anna-phone" },
    ]);
  });

  test("a revoked device holds nothing, in no generation", () => {
    expect(devices({ generation: 2, keepPrevious: true, revoked: true }).held).toEqual([]);
  });

  test.each([
    ["android", "compatible"],
    ["ios", "compatible"],
    ["macos", "compatible"],
    ["wear-os", "compatible"],
    ["windows", "modern"],
    ["linux", "modern"],
    ["other", "modern"],
  ])("%s gets a %s bundle when the whole configuration says modern", (platform, expected) => {
    const { held } = home({ bundleEncryption: "modern", devices: [{ name: "a", platform }] });
    expect(held[0]!.bundleEncryption).toBe(expected);
  });

  test("a device's own encryption overrides that of its platform", () => {
    expect(devices({ platform: "ios", bundleEncryption: "modern" }).held[0]!.bundleEncryption).toBe("modern");
  });
});

test("bundles are in a folder with the stack's name, inside the folder that the owner names", () => {
  expect(home().bundleDirectory).toBe("bundles/prod");
  expect(home({ bundleDirectory: "/tmp/x" }).bundleDirectory).toBe("/tmp/x/prod");
  expect(home({ bundleDirectory: "/" }).bundleDirectory).toBe("/prod");
});

test("the tunnel is named after the stack", () => {
  expect(tunnelName("prod")).toBe("ha-mtls-prod");
});

describe("doors", () => {
  const services = [
    { hostname: "nas.example.com", origin: "http://nas", devices: ["ben-phone", "anna-phone"] },
    { hostname: "cam.example.com", origin: "http://cam", devices: ["ben-phone"] },
    { hostname: "ha.example.com", origin: "http://ha" },
  ];
  const lanes = [{ hostname: "cam.example.com", paths: ["/still"], reason: "r" }];
  const several = { hostname: "", services, lanes };
  const pinsOf = (device: string): string[] => [pin(device.length)];

  test("services with the same devices share a door, whatever their order", () => {
    const made = doors(home(several), pinsOf);
    expect(made.map(({ hostnames }) => hostnames)).toEqual([
      ["cam.example.com"],
      ["ha.example.com", "nas.example.com"],
    ]);
    const reversed = doors(home({ ...several, services: [...services].reverse() }), pinsOf);
    expect(reversed.map(({ hostnames }) => hostnames)).toEqual(made.map(({ hostnames }) => hostnames));
  });

  test("a door has the pins of all generations of its services' devices, and no others", () => {
    const generations = [{ name: "anna-phone", generation: 2, keepPrevious: true }, { name: "ben-phone" }];
    const described = home({ ...several, devices: generations });
    const certificates = (device: string): string[] =>
      described.held.filter((held) => held.device === device).map(({ logicalName }) => logicalName);
    expect(doors(described, certificates).map((door) => [...door.pins].sort())).toEqual([
      ["ben-phone"],
      ["anna-phone", "anna-phone.2", "ben-phone"],
    ]);
  });

  test("a door has the lanes of its own hostnames only", () => {
    expect(doors(home(several), pinsOf).map((door) => door.lanes.length)).toEqual([1, 0]);
  });
});

describe("capacity", () => {
  test("241 devices fit the rules of a free zone", () => {
    const described = home({ devices: names(241) });
    expect(countHomeRules(described)).toBe(5);
    expect(checkCapacity(described, 5)).toEqual([]);
  });

  test("242 devices do not, and the message says how many would", () => {
    expect(checkCapacity(home({ devices: names(242) }), 5)).toEqual([
      {
        code: "too-many-devices",
        where: "devices",
        what: "need 6 custom rules, but the free plan has room for 5",
        fix: 'At most 241 devices fit; remove devices or move to a larger plan (setting "plan").',
      },
    ]);
  });

  test("two generations of a device count twice", () => {
    const twice = names(29).map((device) => ({ ...device, generation: 2, keepPrevious: true }));
    expect(countHomeRules(home({ devices: twice }))).toBe(2);
  });

  test("services with different devices need separate rules", () => {
    const services = Array.from({ length: 6 }, (_, index) => ({
      hostname: `s${index}.example.com`,
      origin: "http://nas",
      devices: [`device-${index}`],
    }));
    const [problem] = checkCapacity(home({ hostname: "", services, devices: names(6) }), 5);
    expect(problem).toMatchObject({
      code: "too-many-devices",
      what: "need 6 custom rules, but the free plan has room for 5",
    });
    expect(problem!.fix).toMatch(/^Let more services share the same devices/);
  });

  test("lanes that leave no room for pins in a rule are refused", () => {
    const paths = Array.from({ length: 80 }, (_, index) => `/api/webhook/${"a".repeat(20)}-${index}`);
    const [problem] = checkCapacity(home({ lanes: [{ paths, reason: "r" }] }), 5);
    expect(problem).toMatchObject({ code: "too-many-devices", where: "lanes" });
    expect(problem!.what).toContain("ha.example.com");
  });
});
