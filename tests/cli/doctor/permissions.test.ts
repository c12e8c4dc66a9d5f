import {
  dashboardName,
  howToMakeToken,
  permissions,
  prefilledForm,
} from "../../../cli/doctor/permissions.ts";

test("the prefilled form selects every permission that a link can select", () => {
  const query = new URL(prefilledForm()).searchParams;
  expect(JSON.parse(query.get("permissionGroupKeys") ?? "")).toEqual([
    { key: "argotunnel", type: "edit" },
    { key: "zone", type: "read" },
    { key: "zone_settings", type: "edit" },
    { key: "dns", type: "edit" },
    { key: "ssl_and_certificates", type: "edit" },
    { key: "zone_waf", type: "edit" },
    { key: "firewall_services", type: "read" },
  ]);
  expect(dashboardName(permissions.rules)).toBe("Zone · Zone WAF · Edit");
});

test("the advice for a new token has the form, and says which row to look for", () => {
  expect(howToMakeToken()).toMatch(
    /^https:\/\/dash\.cloudflare\.com\/profile\/api-tokens\?\S+\nCheck that the form shows all 7 rows, including the tunnel's, "Argo Tunnel \(Legacy\)"/,
  );
});
