import { surveyOf } from "./survey-of.ts";
import { accountId, entryPointId, type VirtualZone, zoneId } from "./virtual-zone.ts";

/** A stack that was up in a zone. */
const upIn = (zone: string): VirtualZone => ({
  tunnels: [{ id: "tunnel-1", name: "ha-mtls-test" }],
  state: {
    "cloudflare:index/dnsRecord:DnsRecord ha.example.com-record": {
      id: entryPointId,
      zoneId: zone,
      rules: [],
    },
    "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared tunnel": {
      id: "tunnel-1",
      accountId,
    },
    "cloudflare:index/zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig tunnel-ingress": {
      tunnelId: "tunnel-1",
      config: {},
    },
  },
});
const getZones = "cloudflare:index/getZones:getZones";
const getRulesets = "cloudflare:index/getRulesets:getRulesets";
const getIngress = "cloudflare:index/getZeroTrustTunnelCloudflaredConfig:getZeroTrustTunnelCloudflaredConfig";

/** Zones whose custom rules were asked for. */
function zonesLookedAt({ cloud }: Awaited<ReturnType<typeof surveyOf>>): unknown[] {
  return cloud.calls
    .filter(({ token }) => token === getRulesets)
    .map(({ inputs }) => (inputs as { zoneId: string }).zoneId);
}

test("the zone of the last run is looked at once, while its name is looked up", async () => {
  const surveyed = await surveyOf({ zone: upIn(zoneId) });
  expect(surveyed.survey).toMatchObject({ zoneId, accountId });
  expect(zonesLookedAt(surveyed)).toEqual([zoneId]);
});

test("another zone of that name is looked at in its place, whatever the old one answers", async () => {
  const gone = "0".repeat(32);
  const other = {
    [getRulesets]: ({ zoneId: asked }: { zoneId: string }) => {
      if (asked === gone) {
        throw new Error("403 Forbidden");
      }
      return { rulesets: [] };
    },
  };
  const surveyed = await surveyOf({ zone: upIn(gone), other });
  expect(surveyed.survey).toMatchObject({ zoneId, accountId });
  expect(zonesLookedAt(surveyed)).toEqual([gone, zoneId]);
});

test("a name that leads nowhere is refused, although the old zone answers", async () => {
  const surveyed = await surveyOf({ zone: { ...upIn(zoneId), zones: [] } });
  expect(surveyed.refusal?.problems.map(({ code }) => code)).toEqual(["zone-not-found"]);
});

test("what is known to be gone is said before what fails because of it", async () => {
  const failing = (): never => {
    throw new Error("404 Not Found");
  };
  const surveyed = await surveyOf({
    zone: { ...upIn(zoneId), tunnels: [] },
    other: { [getIngress]: failing },
  });
  expect(surveyed.refusal?.problems.map(({ code }) => code)).toEqual(["gone"]);
  await expect(surveyOf({ zone: upIn(zoneId), other: { [getIngress]: failing } })).rejects.toThrow("404");
  expect(surveyed.cloud.calls.map(({ token }) => token)).toContain(getZones);
});
