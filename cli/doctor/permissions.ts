/** A permission that the API token needs, as the dashboard calls it. */
export interface Permission {
  readonly scope: "Account" | "Zone";
  readonly name: string;
  readonly level: "Edit" | "Read";
  /** What the stack needs it for. */
  readonly purpose: string;
  /** Names of the permission group in the API that hold it. */
  readonly groups: readonly string[];
  /** What the prefilled form calls it. */
  readonly formKey: string;
}

/**
 * Everything that the stack asks of Cloudflare.
 * https://developers.cloudflare.com/fundamentals/api/reference/permissions/
 */
export const permissions = {
  tunnel: {
    scope: "Account",
    name: "Cloudflare Tunnel",
    level: "Edit",
    purpose: "makes the tunnel and reads its token",
    // "Cloudflare One Connector: cloudflared Write" alone may not be enough for the tunnel's configuration.
    groups: ["Cloudflare Tunnel Write", "Cloudflare One Connectors Write"],
    formKey: "argotunnel",
  },
  zone: {
    scope: "Zone",
    name: "Zone",
    level: "Read",
    purpose: "looks up the zone's id by its name",
    groups: ["Zone Read", "Zone Write"],
    formKey: "zone",
  },
  settings: {
    scope: "Zone",
    name: "Zone Settings",
    level: "Edit",
    purpose: "sets SSL mode, Always Use HTTPS and WebSockets",
    groups: ["Zone Settings Write"],
    formKey: "zone_settings",
  },
  dns: {
    scope: "Zone",
    name: "DNS",
    level: "Edit",
    purpose: "makes the DNS record",
    groups: ["DNS Write"],
    formKey: "dns",
  },
  certificates: {
    scope: "Zone",
    name: "SSL and Certificates",
    level: "Edit",
    purpose: "issues client certificates and associates the hostname",
    groups: ["SSL and Certificates Write"],
    formKey: "ssl_and_certificates",
  },
  rules: {
    scope: "Zone",
    name: "Zone WAF",
    level: "Edit",
    purpose: "writes the blocking rule",
    groups: ["Zone WAF Write", "Firewall Services Write"],
    formKey: "zone_waf",
  },
  accessRules: {
    scope: "Zone",
    name: "Firewall Services",
    level: "Read",
    purpose: "looks for IP Access rules that let strangers pass",
    groups: ["Firewall Services Read", "Firewall Services Write"],
    formKey: "firewall_services",
  },
} as const satisfies Readonly<Record<string, Permission>>;

export type PermissionKey = keyof typeof permissions;

/** As in the documentation: `Zone · DNS · Edit`. */
export function dashboardName({ scope, name, level }: Permission): string {
  return `${scope} · ${name} · ${level}`;
}

/** What the dashboard's form calls the permission for the tunnel. */
export const tunnelRow = "Argo Tunnel (Legacy)";

/** Where a new token is made, and what to look at there. */
export function howToMakeToken(): string {
  return (
    `${prefilledForm()}\n` +
    `Check that the form shows all ${Object.keys(permissions).length} rows, one of them "${tunnelRow}", the tunnel's: a form has been seen to lose it.`
  );
}

/**
 * The dashboard's form for a new token with everything chosen that a link can choose.
 * https://developers.cloudflare.com/fundamentals/api/how-to/account-owned-token-template/
 */
export function prefilledForm(): string {
  const all: readonly Permission[] = Object.values(permissions);
  const keys = all.map(({ formKey, level }) => ({ key: formKey, type: level.toLowerCase() }));
  const query = new URLSearchParams({
    permissionGroupKeys: JSON.stringify(keys),
    accountId: "*",
    zoneId: "all",
    name: "ha-mtls",
  });
  return `https://dash.cloudflare.com/profile/api-tokens?${query.toString()}`;
}
