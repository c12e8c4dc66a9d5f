/**
 * Environment variable with which `drift` runs a preview that only compares resources: the command has read the zone and
 * Home Assistant itself. `pulumi up` ignores it.
 */
export const compareOnly = "HA_MTLS_COMPARE_ONLY";
