const nouns: readonly (readonly [type: RegExp, suffix: RegExp, noun: (name: string) => string])[] = [
  [/:ZoneSetting$/, /^zone-settings-/, (name) => `zone setting ${name}`],
  [/:DnsRecord$/, /-record$/, (name) => `DNS record ${name}`],
  [/:ZeroTrustTunnelCloudflared$/, /^$/, () => "the tunnel"],
  [/:ZeroTrustTunnelCloudflaredConfig$/, /^$/, () => "the tunnel's ingress"],
  [/:Command$/, /^gate-rules$/, () => "the gate"],
  [/:ClientCertificate$/, /-certificate$/, (name) => `certificate of ${name}`],
  [/:PrivateKey$/, /-key$/, (name) => `key of ${name}`],
  [/:CertRequest$/, /-request$/, (name) => `certificate request of ${name}`],
  [/:RandomPassword$/, /-password$/, (name) => `bundle password of ${name}`],
  [/:Command$/, /^home-assistant-setup$/, () => "Home Assistant's set-up"],
  [/:Command$/, /^home-assistant-record$/, () => "the record of what was found at Home Assistant"],
  [/:Command$/, /-bundle$/, (name) => `bundle of ${name}`],
];

/** What a person calls a resource; undefined for what only Pulumi knows: components, providers, the stack itself. */
export function nounOf(urn: string): string | undefined {
  const [types = "", name = ""] = urn.split("::").slice(2);
  const type = types.split("$").at(-1) ?? "";
  if (/^(pulumi|ha-mtls):/.test(type)) {
    return undefined;
  }
  const known = nouns.find(
    ([ofType, suffix]) => ofType.test(type) && (suffix.source === "^$" || suffix.test(name)),
  );
  return known === undefined ? name : known[2](name.replace(known[1], ""));
}
