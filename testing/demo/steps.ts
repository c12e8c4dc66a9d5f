import { example } from "./example.ts";

/** Describes the step that a resource completes, by its logical name; undefined for all others. */
export function describeResource(name: string): string | undefined {
  const bundle = /^(.*)-bundle$/.exec(name)?.[1];
  if (bundle !== undefined) return `${bundle}: key, certificate and bundle`;
  switch (name) {
    case "restore-point-record":
      return `zone ${example.configuration.zone}: checked, and its settings saved for destroy`;
    case "zone-settings-ssl":
      return "zone settings: strict TLS, https only, WebSockets";
    case "tunnel-ingress":
      return `tunnel: ${example.hostname} leads to Home Assistant, everything else to a 404`;
    case "gate-rules":
      return `gate: the edge requests a certificate at ${example.hostname}, and blocks all but the listed devices`;
    case `${example.hostname}-record`:
      return `DNS record: ${example.hostname} can be reached, as the last step at Cloudflare`;
    default:
      return undefined;
  }
}

/** Returns what a command's line says about Home Assistant; undefined for other lines. */
export function describeOutput(line: string): string | undefined {
  return /^Home Assistant: .*/.exec(line)?.[0];
}
