import { PublicHostname } from "../../components/public-hostname.ts";
import { soundHome } from "../domain/sound-home.ts";
import { children, mockCloud, registered, run, unwrap } from "./support/mocked-cloud.ts";

const args = { home: soundHome(), zoneId: "zone", hostname: "ha.example.com", tunnelId: "t-1" };

test("a public hostname is a CNAME to the tunnel, proxied, so that requests pass through the edge", async () => {
  const cloud = await mockCloud();
  const made = await run(() => new PublicHostname("ha.example.com", args));
  expect(children(cloud)).toEqual(["cloudflare:index/dnsRecord:DnsRecord ha.example.com-record"]);
  expect(registered(cloud, "ha.example.com-record").inputs).toEqual({
    zoneId: "zone",
    name: "ha.example.com",
    type: "CNAME",
    content: "t-1.cfargotunnel.com",
    proxied: true,
    ttl: 1,
    comment: "ha-mtls test",
  });
  expect(await unwrap(made.url)).toEqual({ value: "https://ha.example.com", secret: false });
});
