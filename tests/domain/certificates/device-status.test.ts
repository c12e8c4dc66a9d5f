import {
  describeDevices,
  type DeployedDevice,
  type DeviceRow,
  rowProblem,
} from "../../../domain/certificates/device-status.ts";
import { describeHome } from "../../../domain/configuration/home.ts";
import { configuration } from "../../../domain/configuration/settings.ts";

const now = new Date("2030-01-01T00:00:00Z");
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString();

function deployed(part: Partial<DeployedDevice> = {}): DeployedDevice {
  return {
    device: "anna",
    generation: 1,
    platform: "android",
    pin: "ab".repeat(32),
    expiresOn: inDays(100),
    certificateId: "id-anna",
    bundle: "bundles/prod/anna.p12",
    certificateFile: null,
    ...part,
  };
}

interface Case {
  readonly devices?: readonly object[];
  readonly deployed?: Record<string, DeployedDevice>;
  readonly statuses?: Record<string, string>;
}

function rows({
  devices = [{ name: "anna" }],
  deployed: found = { anna: deployed() },
  statuses,
}: Case): DeviceRow[] {
  const settings = configuration.parse({ zone: "example.com", hostname: "ha.example.com", devices });
  return describeDevices({
    deployed: found,
    home: describeHome(settings, "prod"),
    certificates: statuses === undefined ? undefined : new Map(Object.entries(statuses)),
    now,
    fileExists: (path) => path.endsWith("anna.p12"),
  });
}

const row = (part: Case): DeviceRow => {
  const [first, ...others] = rows(part);
  expect(others).toEqual([]);
  return first!;
};

test("a row shows an active device with its bundle and Cloudflare's status", () => {
  expect(row({ statuses: { "id-anna": "active" } })).toEqual({
    name: "anna",
    device: "anna",
    generation: 1,
    platform: "android",
    status: "active",
    previous: false,
    deployed: true,
    certificateStatus: "active",
    checked: true,
    expiresOn: inDays(100),
    expiresInDays: 100,
    pin: "ab".repeat(32),
    certificateId: "id-anna",
    file: "bundles/prod/anna.p12",
    filePresent: true,
  });
});

test("nothing is claimed about revocation when Cloudflare was not asked", () => {
  expect(row({})).toMatchObject({ status: "active", checked: false, certificateStatus: null });
});

test.each(["revoked", "pending_revocation"])(
  "a certificate that is %s at Cloudflare needs attention",
  (status) => {
    const found = row({ statuses: { "id-anna": status } });
    expect(found).toMatchObject({ status: "revoked-outside", certificateStatus: status });
    expect(rowProblem(found)?.code).toBe("changed-outside");
  },
);

test("a certificate that Cloudflare does not list counts as revoked, one that is being reactivated does not", () => {
  expect(row({ statuses: {} }).status).toBe("revoked-outside");
  expect(row({ statuses: { "id-anna": "pending_reactivation" } }).status).toBe("active");
});

test.each([
  ["revoked in the configuration", [{ name: "anna", revoked: true }]],
  ["removed from the configuration", []],
])("a device that was %s is revoked by the next run, and is no problem", (_how, devices) => {
  const found = row({ devices, statuses: { "id-anna": "revoked" } });
  expect(found).toMatchObject({ status: "revoked", deployed: true });
  expect(rowProblem(found)).toBeUndefined();
});

test("a revoked device is still listed when its certificate is gone", () => {
  expect(row({ devices: [{ name: "anna", revoked: true }], deployed: {} })).toMatchObject({
    name: "anna",
    status: "revoked",
    deployed: false,
    pin: null,
  });
});

test("a device without a certificate is listed as not issued", () => {
  const found = row({ deployed: {} });
  expect(found).toMatchObject({ status: "not-issued", deployed: false, expiresOn: null });
  expect(rowProblem(found)).toBeUndefined();
});

test("of two generations that are held, the older one is the previous", () => {
  const found = rows({
    devices: [{ name: "anna", generation: 2, keepPrevious: true }],
    deployed: { "anna.2": deployed({ generation: 2, certificateId: "id-2" }), anna: deployed() },
  });
  expect(found.map(({ name, status }) => [name, status])).toEqual([
    ["anna", "previous"],
    ["anna.2", "active"],
  ]);
});

test.each([
  [31, undefined],
  [30, "expires-soon"],
  [-1, "expires-soon"],
])("with %d days until its expiry a certificate has the problem %p", (days, code) => {
  const found = row({ deployed: { anna: deployed({ expiresOn: inDays(days) }) } });
  expect(found.expiresInDays).toBe(days);
  expect(rowProblem(found)?.code).toBe(code);
});

test("when the previous certificate expires, its successor has to be handed over, not a third one issued", () => {
  const [old] = rows({
    devices: [{ name: "anna", generation: 2, keepPrevious: true }],
    deployed: { anna: deployed({ expiresOn: inDays(5) }), "anna.2": deployed({ generation: 2 }) },
  });
  expect(rowProblem(old!)?.fix).toBe(
    "Hand over the new one (npm run device -- onboard anna), then remove keepPrevious: npx pulumi up",
  );
});

test("a device that keeps its key has a certificate file in place of the bundle", () => {
  const found = row({
    deployed: { anna: deployed({ bundle: null, certificateFile: "bundles/prod/anna.pem" }) },
  });
  expect(found).toMatchObject({ file: "bundles/prod/anna.pem", filePresent: false });
});
