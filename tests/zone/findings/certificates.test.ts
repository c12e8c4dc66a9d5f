import { ownState, surveyOf } from "../../preflight/support/survey-of.ts";
import { foreignRule } from "../../preflight/support/virtual-zone.ts";

const tunnels = [{ id: "tunnel-1", name: "ha-mtls-test" }];
const settings = { devices: [{ name: "anna-phone" }] };

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000 + 3_600_000).toISOString();
}

function certificate(part: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    id: "certificate-1",
    common_name: "anna-phone",
    organization: "Home",
    expires_on: inDays(365),
    ...part,
  };
}

async function warnings(...certificates: Record<string, string>[]): Promise<readonly string[]> {
  const surveyed = await surveyOf({ zone: { tunnels, state: ownState, certificates }, settings });
  expect(surveyed.refusal).toBeUndefined();
  return surveyed.warnings;
}

test("a certificate that remains valid for long is not reported", async () => {
  expect(await warnings(certificate())).toEqual([]);
});

test("one that is no longer active was revoked outside Pulumi: the device is locked out, with the remedy", async () => {
  const [warning, ...others] = await warnings();
  expect(others).toEqual([]);
  expect(warning).toMatch(
    /^anna-phone has a certificate that was revoked outside Pulumi.*\[changed-outside\]/,
  );
  expect(warning).toContain("Issue a new one: set generation: 2 for anna-phone");
});

test.each([
  [29, "expires in 29 days"],
  [1, "expires in 1 day "],
  [0, "expires today"],
  [-3, "has expired"],
])("one that expires in %i days is reported", async (days, text) => {
  const [warning, ...others] = await warnings(certificate({ expires_on: inDays(days) }));
  expect(others).toEqual([]);
  expect(warning).toContain(text);
  expect(warning).toContain("[expires-soon]");
  expect(warning).toContain("keepPrevious: true");
});

test("one that expires in 31 days is not yet reported", async () => {
  expect(await warnings(certificate({ expires_on: inDays(31) }))).toEqual([]);
});

test("an active one of our devices that is not in the state is reported with the command that revokes it", async () => {
  const [warning, ...others] = await warnings(certificate(), certificate({ id: "twin" }));
  expect(others).toEqual([]);
  expect(warning).toMatch(/^anna-phone has an active certificate twin that is not in the stack's state/);
  expect(warning).toContain("npm run device -- revoke-certificate twin");
});

test("one in another home's rule is in use there, and nobody is told to revoke it", async () => {
  const pin = "AB".repeat(32);
  const rule = foreignRule({ ref: "ha-mtls-cabin-1", expression: `not x in {"${pin.toLowerCase()}"}` });
  const certificates = [certificate(), certificate({ id: "theirs", fingerprint_sha256: pin })];
  const zone = { tunnels, state: ownState, certificates, rules: [rule] };
  expect((await surveyOf({ zone, settings })).warnings).toEqual([]);
  const off = { ...zone, rules: [{ ...rule, enabled: false }] };
  expect((await surveyOf({ zone: off, settings })).warnings.join()).toContain("revoke-certificate theirs");
});

test("one in reactivation is not reported", async () => {
  const certificates = [certificate({ status: "pending_reactivation" })];
  const surveyed = await surveyOf({ zone: { tunnels, state: ownState, certificates }, settings });
  expect(surveyed.warnings).toEqual([]);
});

test.each([{ common_name: "somebody" }, { organization: "Elsewhere" }])(
  "a certificate with %j is not ours and not reported",
  async (part) => {
    expect(await warnings(certificate(), certificate({ id: "theirs", ...part }))).toEqual([]);
  },
);

test("one that this run removes is not reported, however soon it expires", async () => {
  const zone = { tunnels, state: ownState, certificates: [certificate({ expires_on: inDays(3) })] };
  const replaced = { devices: [{ name: "anna-phone", generation: 2 }] };
  for (const changed of [{ devices: [] }, replaced]) {
    expect((await surveyOf({ zone, settings: changed })).warnings).toEqual([]);
  }
});

test("one to be removed that is already revoked is reported: revoking it again would fail the run", async () => {
  const { warnings: told } = await surveyOf({
    zone: { tunnels, state: ownState },
    settings: { devices: [{ name: "anna-phone", revoked: true }] },
  });
  expect(told).toEqual([
    "anna-phone is already revoked, and every pulumi up will fail when it tries to revoke it [changed-outside]\n" +
      "  Remove it from the stack's state: npm run adopt && npx pulumi up",
  ]);
});
