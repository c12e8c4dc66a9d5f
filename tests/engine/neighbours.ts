import Cloudflare from "cloudflare";
import type { Simulator } from "cloudflare-simulator";

/** What others have in a zone: rules of several kinds, an association, and settings that are not the stack's. */
const rules = [
  { ref: "geo", action: "block", expression: '(ip.src.country eq "XX")', description: "geo", enabled: true },
  {
    ref: "skip-www",
    action: "skip",
    action_parameters: { ruleset: "current" },
    expression: '(http.host eq "www.example.com")',
    description: "skip for www",
    enabled: true,
    logging: { enabled: true },
  },
];

/** Puts other people's things into a zone, as they would be there before the stack. */
export async function moveIn({ api, apiToken, zoneId: zone_id }: Simulator): Promise<void> {
  const cloudflare = new Cloudflare({ apiToken, baseURL: api, maxRetries: 0 });
  await cloudflare.rulesets.phases.update("http_request_firewall_custom", { zone_id, rules: rules as never });
  await cloudflare.certificateAuthorities.hostnameAssociations.update({
    zone_id,
    hostnames: ["vpn.example.com"],
  });
  await cloudflare.zones.settings.edit("ssl", { zone_id, value: "full" });
}
