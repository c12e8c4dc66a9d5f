/** Pulumi's type tokens for the resources of this stack, as the state records them. */
export const typeTokens = {
  gate: "ha-mtls:index:Gate",
  command: "command:local:Command",
  tunnel: "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared",
  ingress: "cloudflare:index/zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig",
  record: "cloudflare:index/dnsRecord:DnsRecord",
  setting: "cloudflare:index/zoneSetting:ZoneSetting",
  certificate: "cloudflare:index/clientCertificate:ClientCertificate",
  key: "tls:index/privateKey:PrivateKey",
  request: "tls:index/certRequest:CertRequest",
} as const;
