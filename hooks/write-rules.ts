import { type CustomRule, customRulesPhase } from "../domain/rules/custom-rule.ts";
import { type DesiredGate, type GateWrite, nextWrite } from "../domain/rules/gate-writes.ts";
import { ApiError, type CloudflareApi, path } from "../zone/api.ts";
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
      await carryOut(api, { zone, ruleset: entry?.id }, write);
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

interface Place {
  readonly zone: string;
  /** Undefined where the zone has no entry point yet. */
  readonly ruleset: string | undefined;
}

async function carryOut(api: CloudflareApi, { zone, ruleset }: Place, write: GateWrite): Promise<void> {
  const rulesets = path`zones/${zone}/rulesets`;
  if (ruleset === undefined) {
    if (write.kind !== "add") {
      throw new Error(`a zone without custom rules can't ${write.kind} one`);
    }
    // Refused with 20217 where another home has made the entry point since: then its list is used.
    const rules = [bodyOf(write)];
    const list = { kind: "zone", name: "default", phase: customRulesPhase, description: "" } as const;
    await api.send("POST", rulesets, { ...list, rules });
    return;
  }
  const rules = `${rulesets}/${ruleset}/rules`;
  switch (write.kind) {
    case "add":
      await api.send("POST", rules, { ...bodyOf(write), position: write.place });
      return;
    case "change":
      await api.send("PATCH", `${rules}/${write.id}`, bodyOf(write));
      return;
    case "move":
      await api.send("PATCH", `${rules}/${write.id}`, { position: write.place });
      return;
    case "remove":
      await api.send("DELETE", `${rules}/${write.id}`);
  }
}

function bodyOf({ ref, rule }: Extract<GateWrite, { readonly rule: unknown }>) {
  return { ref, action: "block", enabled: true, ...rule } as const;
}
