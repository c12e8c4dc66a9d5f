import type { CustomRule } from "../domain/rules/custom-rule.ts";
import { type DesiredGate, nextWrite } from "../domain/rules/gate-writes.ts";
import type { CloudflareApi } from "../zone/api.ts";
import { ApiError } from "../zone/api.ts";
import { requestFor } from "../zone/gate-requests.ts";
import { findEntryPoint } from "../zone/read-rules.ts";

const failuresAllowed = 3;

/**
 * Writes the gate's rules one by one; other people's rules are never sent. Reads the list again before every write, so
 * that several homes and the dashboard can work in the zone at the same time.
 * @returns all custom rules of the zone after the last write
 * @throws Error if Cloudflare refuses a write, or if somebody else keeps changing the rules
 */
export async function writeRules(
  api: CloudflareApi,
  zoneId: string,
  desired: DesiredGate,
): Promise<readonly CustomRule[]> {
  let failures = 0;
  for (let left = 8 + 6 * (desired.rules.length + 5); left > 0; left -= 1) {
    const entry = await findEntryPoint(api, { zoneId });
    const rules = entry?.rules ?? [];
    const write = nextWrite(desired, rules);
    if (write === undefined) {
      return rules;
    }
    try {
      const { method, path, body } = requestFor({ zoneId, rulesetId: entry?.id }, write);
      await api.send(method, path, body);
    } catch (error) {
      failures += 1;
      if (failures === failuresAllowed || !mayBeRace(error)) {
        throw error;
      }
    }
  }
  throw new Error(
    "somebody else kept changing the gate's rules while this run was writing them. Run it again: npx pulumi up",
  );
}

/** Whether somebody else may have been faster: the rule is gone, the entry point exists, or the list is full. */
function mayBeRace(error: unknown): boolean {
  return error instanceof ApiError && [400, 404, 409].includes(error.status);
}
