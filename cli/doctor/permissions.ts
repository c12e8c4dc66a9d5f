/** A permission that the API token needs, in the dashboard's words. */
export interface Permission {
  readonly scope: "Account" | "Zone";
  readonly name: string;
  readonly level: "Edit" | "Read";
  /** What the stack needs it for, read after "The stack". */
  readonly purpose: string;
  /** Names of the API's permission groups that include it. */
  readonly groups: readonly string[];
  /** Its key in the address of the prefilled form. */
  readonly formKey: string;
}

/**
 * All permissions that the stack uses.
 * https://developers.cloudflare.com/fundamentals/api/reference/permissions/
 */
export const permissions = {
  tunnel: {
    scope: "Account",
    name: "Cloudflare Tunnel",
    level: "Edit",
    purpose: "creates the tunnel and reads its token",
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
    purpose: "creates the DNS record",
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

/** Returns the permission's name as in the documentation: `Zone · DNS · Edit`. */
export function dashboardName({ scope, name, level }: Permission): string {
  return `${scope} · ${name} · ${level}`;
}

/** The name of the tunnel's permission in the dashboard's form. */
export const tunnelRow = "Argo Tunnel (Legacy)";

/** Says where to create a token, and what to check there. */
export function howToMakeToken(): string {
  return (
    `${prefilledForm()}\n` +
    `Check that the form shows all ${Object.keys(permissions).length} rows, including the tunnel's, "${tunnelRow}": the form has been seen to lose it.`
  );
}

/**
 * Returns the address of the dashboard's form for a new token, with everything filled in that a link can fill in.
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
