// The module object itself: an import would be a copy of it, and the SDK would not see the change.
// eslint-disable-next-line @typescript-eslint/no-require-imports
import log = require("@pulumi/pulumi/log");

/**
 * Switches off what Pulumi's SDK says to the debug log, which goes to `--debug`, `-v`, `--json` and event logs: it
 * writes every resource and look-up there with its secrets in clear. Warnings and errors stay.
 */
export function quietDebugLog(): void {
  Object.assign(log, { debug: () => Promise.resolve() });
}
