import Cloudflare from "cloudflare";
import type { Simulator } from "cloudflare-simulator";

/** Others' rules in the zone. */
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

/** Adds others' rules, association and setting to a zone, as they would exist before the stack. */
export async function moveIn({ api, apiToken, zoneId: zone_id }: Simulator): Promise<void> {
  const cloudflare = new Cloudflare({ apiToken, baseURL: api, maxRetries: 0 });
  await cloudflare.rulesets.phases.update("http_request_firewall_custom", { zone_id, rules: rules as never });
  await cloudflare.certificateAuthorities.hostnameAssociations.update({
    zone_id,
    hostnames: ["vpn.example.com"],
  });
  await cloudflare.zones.settings.edit("ssl", { zone_id, value: "full" });
}
