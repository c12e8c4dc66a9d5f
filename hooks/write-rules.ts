import type { CustomRule } from "../domain/rules/custom-rule.ts";
import { type DesiredGate, nextWrite } from "../domain/rules/gate-writes.ts";
import type { CloudflareApi } from "../zone/api.ts";
import { ApiError } from "../zone/api-error.ts";
import { requestFor } from "../zone/gate-requests.ts";
import { findEntryPoint } from "../zone/read-rules.ts";

const failuresAllowed = 3;

/**
 * Brings the gate's rules to Cloudflare one by one: other people's rules are never sent. The list is read before every
 * write, so that two homes and a dashboard can be at work in one zone at the same time.
 * @returns all rules of the zone as they are after the last write
 * @throws when Cloudflare refuses a write, or somebody else undoes them again and again
 */
export async function writeRules(
  api: CloudflareApi,
  zone: string,
  desired: DesiredGate,
): Promise<readonly CustomRule[]> {
  let failures = 0;
  for (let left = 8 + 6 * (desired.rules.length + 5); left > 0; left -= 1) {
    const entry = await findEntryPoint(api, { zoneId: zone });
    const rules = entry?.rules ?? [];
    const write = nextWrite(desired, rules);
    if (write === undefined) {
      return rules;
    }
    try {
      const { method, path, body } = requestFor({ zoneId: zone, rulesetId: entry?.id }, write);
      await api.send(method, path, body);
    } catch (error) {
      failures += 1;
      if (failures === failuresAllowed || !mayBeOvertaken(error)) {
        throw error;
      }
    }
  }
  throw new Error(
    "the gate's rules were changed by somebody else again and again while this run wrote them: run npx pulumi up again",
  );
}

/** Somebody else was faster: the rule is gone, the entry point is there already, or the list is full. */
function mayBeOvertaken(error: unknown): boolean {
  return error instanceof ApiError && [400, 404, 409].includes(error.status);
}
