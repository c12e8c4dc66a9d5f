import { example } from "./example.ts";

/** The steps worth telling, by logical name; what comes before them is part of them. */
export function describeStep(name: string): string | undefined {
  const bundle = /^(.*)-bundle$/.exec(name)?.[1];
  if (bundle !== undefined) return `${bundle}: key, certificate and bundle`;
  switch (name) {
    case "restore-point-record":
      return `zone ${example.configuration.zone}: looked at, and its settings remembered for destroy`;
    case "zone-settings-ssl":
      return "zone settings: strict TLS, https only, WebSockets";
    case "tunnel-ingress":
      return `tunnel: ${example.hostname} leads to Home Assistant, everything else to a 404`;
    case "gate-rules":
      return `gate: the edge asks for a certificate at ${example.hostname}, and blocks everybody but the listed devices`;
    case `${example.hostname}-record`:
      return `DNS record: ${example.hostname} can be reached, last of all at Cloudflare`;
    default:
      return undefined;
  }
}

/** What the stack does at Home Assistant, as its command says it; undefined for what others say. */
export function describeWord(line: string): string | undefined {
  return /^Home Assistant: .*/.exec(line)?.[0];
}
