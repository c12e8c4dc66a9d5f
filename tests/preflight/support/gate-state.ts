/** Returns the state after a run that left these rules and hostnames in the zone's shared lists. */
export function gateState(
  rules: readonly Readonly<Record<string, unknown>>[],
  { hostnames = [] as readonly string[], refPrefix = "ha-mtls-test-", seen = "" } = {},
): Record<string, Record<string, unknown>> {
  const defaults = { enabled: true, description: "", parameters: {}, logged: true };
  const stdout = JSON.stringify({
    refPrefix,
    hostnames,
    guarded: hostnames,
    rules: rules.map((rule) => ({ ...defaults, ...rule })),
    seen,
  });
  return { "command:local:Command gate-rules": { stdout } };
}
