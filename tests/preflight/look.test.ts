import { surveyOf } from "./support/survey-of.ts";
import { accountId, entryPointId, refusal, type VirtualZone, zoneId } from "./support/virtual-zone.ts";

/** A stack that has been deployed in a zone. */
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
/** Returns the zones whose custom rules were read. */
function zonesLookedAt({ asked }: Awaited<ReturnType<typeof surveyOf>>): (string | undefined)[] {
  return asked.filter((path) => path.endsWith("/entrypoint")).map((path) => path.split("/")[1]);
}

test("the zone of the last run is read once, while its name is looked up", async () => {
  const surveyed = await surveyOf({ zone: upIn(zoneId) });
  expect(surveyed.survey).toMatchObject({ zoneId, accountId });
  expect(zonesLookedAt(surveyed)).toEqual([zoneId]);
});

test("if the name belongs to another zone now, that one is read, whatever the old one answers", async () => {
  const gone = "0".repeat(32);
  const other = { [`zones/${gone}/rulesets`]: () => refusal(403) };
  const surveyed = await surveyOf({ zone: upIn(gone), other });
  expect(surveyed.survey).toMatchObject({ zoneId, accountId });
  expect(zonesLookedAt(surveyed)).toEqual([gone, zoneId]);
});

test("a zone that is no longer found by name is refused, although the old zone answers", async () => {
  const surveyed = await surveyOf({ zone: { ...upIn(zoneId), zones: [] } });
  expect(surveyed.refusal?.problems.map(({ code }) => code)).toEqual(["zone-not-found"]);
});

test("a deleted tunnel is reported, whatever its ingress answers", async () => {
  const surveyed = await surveyOf({
    zone: { ...upIn(zoneId), tunnels: [] },
    other: { "/configurations": () => refusal(404) },
  });
  expect(surveyed.refusal?.problems.map(({ code }) => code)).toEqual(["gone"]);
});

test("an ingress that can't be read ends the run", async () => {
  const surveyed = await surveyOf({
    zone: upIn(zoneId),
    other: { "/configurations": () => refusal(500, 1000) },
  });
  expect(surveyed.refusal?.problems.map(({ code }) => code)).toEqual(["cloudflare-failed"]);
});
