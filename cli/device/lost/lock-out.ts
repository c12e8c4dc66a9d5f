import { readCertificateName } from "../../../domain/certificates/generation.ts";
import { likePin } from "../../../domain/certificates/pin.ts";
import { withoutPins } from "../../../domain/rules/lock-out.ts";
import { isGateRule } from "../../../domain/rules/own-rules.ts";
import { typeTokens } from "../../../domain/type-tokens.ts";
import { isUsable } from "../../../domain/certificates/certificate-status.ts";
import { type CloudflareApi, path } from "../../../zone/api.ts";
import { ask } from "../../../zone/ask.ts";
import { deviceOf } from "../../../zone/findings/certificates.ts";
import { findCertificate } from "../../../zone/read-objects.ts";
import { findEntryPoint } from "../../../zone/read-rules.ts";
import { resourcesOf, type StackState, textOutput } from "../../../zone/state.ts";
import { Failure } from "../../../domain/failure.ts";
import { openApi } from "../../open-stack.ts";
import { say } from "../../run.ts";
import { selectStack, shortName } from "../../stack.ts";
import { readState } from "../../state.ts";
import { type DisconnectOptions, endWhatIsOpen, step } from "./disconnect.ts";

/** A device's certificate according to the stack's state. */
interface Held {
  readonly id: string;
  readonly pin: string;
  readonly zoneId: string;
}

/**
 * Locks a device out at once, whatever else is wrong with the zone or the stack file: removes its pins from the gate's
 * rules, revokes its certificates, closes the tunnel's connections, which ends open WebSockets, and ends its sessions at
 * Home Assistant. A step that fails does not prevent the next ones. Exit code 1: a step failed.
 * @throws Failure when the stack's state has no certificate of that device
 */
export async function lockOutDevice(name: string, options: DisconnectOptions): Promise<void> {
  const stack = await selectStack(options.stack);
  const state = await readState(stack);
  const held = findCertificates(state, name);
  const [first] = held;
  if (first === undefined) {
    throw new Failure({
      code: "unknown-device",
      where: name,
      what: `has no certificate in stack ${stack}`,
      fix: "List the certificates: npm run device -- list\nIf the device is already locked out, end what it still has open: npm run device -- disconnect",
    });
  }
  const api = await openApi(stack);
  const done = [await step("The gate's rules", () => removeFromRules(api, first.zoneId, held))];
  for (const certificate of held) {
    done.push(await step(`Certificate ${certificate.id}`, () => revoke(api, certificate)));
  }
  done.push(await endWhatIsOpen(api, { stack, state }, options));
  say(`Now set revoked: true for ${name} in Pulumi.${shortName(stack)}.yaml, then: npx pulumi up`);
  process.exitCode = done.every(Boolean) ? 0 : 1;
}

function findCertificates(state: StackState, name: string): Held[] {
  return resourcesOf(state, typeTokens.certificate)
    .filter((one) => readCertificateName(deviceOf(one))?.device === name)
    .map((one) => ({
      id: one.id ?? "",
      pin: likePin(textOutput(one, "fingerprintSha256")),
      zoneId: textOutput(one, "zoneId") ?? "",
    }));
}

const doing = "locking the device out";

/** Changes rule by rule, so that other people's rules are never sent. */
function removeFromRules(api: CloudflareApi, zoneId: string, held: readonly Held[]): Promise<string> {
  return ask(doing, async () => {
    const entry = await findEntryPoint(api, { zoneId });
    const pins = held.map(({ pin }) => pin);
    const affected = (entry?.rules ?? []).filter(
      (rule) => isGateRule(rule) && pins.some((pin) => rule.expression.includes(`"${pin}"`)),
    );
    for (const { id, ref, description, enabled, expression } of affected) {
      await api.send("PATCH", path`zones/${zoneId}/rulesets/${entry?.id ?? ""}/rules/${id}`, {
        ...{ action: "block", ref, description, enabled },
        expression: withoutPins(expression, pins),
      });
    }
    return affected.length === 0 ? "no rule lets the device in." : "the device is blocked from now on.";
  });
}

function revoke(api: CloudflareApi, { id, zoneId }: Held): Promise<string> {
  return ask(doing, async () => {
    const certificate = await findCertificate(api, { zoneId }, id);
    if (!isUsable(certificate?.status)) {
      return "already revoked.";
    }
    await api.send("DELETE", path`zones/${zoneId}/client_certificates/${id}`);
    return "revoked.";
  });
}
