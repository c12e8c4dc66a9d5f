import { likePin } from "../../../domain/certificates/pin.ts";
import { withoutPins } from "../../../domain/rules/lock-out.ts";
import { isGateRule } from "../../../domain/rules/own-rules.ts";
import { typeTokens } from "../../../domain/type-tokens.ts";
import { isUsable } from "../../../domain/certificates/certificate-status.ts";
import { type CloudflareApi, connectApi, path } from "../../../zone/api.ts";
import { ask } from "../../../zone/ask.ts";
import { findCertificate } from "../../../zone/read-objects.ts";
import { findEntryPoint } from "../../../zone/read-rules.ts";
import { logicalName, resourcesOf, type StackState, textOutput } from "../../../zone/state.ts";
import { Failure } from "../../../domain/failure.ts";
import { say } from "../../run.ts";
import { readApiToken, selectStack } from "../../stack.ts";
import { readState } from "../../state.ts";
import { type DisconnectOptions, endWhatIsOpen, step } from "./disconnect.ts";

/** What the stack's state knows of a device's certificates. */
interface Held {
  readonly id: string;
  readonly pin: string;
  readonly zoneId: string;
}

/**
 * Locks a device out at once, whatever else is wrong with the zone or the stack file: takes its pins out of the gate's
 * rules, revokes its certificates, closes the tunnel's connections, which ends open WebSockets, and ends its sessions at Home
 * Assistant. A step that fails does not keep the next ones from being done.
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
      what: `has no certificate in the stack ${stack}`,
      fix: "See what it has: npm run device -- list\nWhere it is locked out already, end what it still has open: npm run device -- disconnect",
    });
  }
  const api = connectApi({ token: await readApiToken(stack) });
  const failed = [
    await step("The gate's rules", () => locking(() => takeOutOfRules(api, first.zoneId, held))),
    ...(await revokeAll(api, held)),
    await endWhatIsOpen(api, { stack, state }, options),
  ].filter((done) => !done);
  say(
    `Now write revoked: true at ${name} in Pulumi.${stack.split("/").at(-1) ?? stack}.yaml, then: npx pulumi up`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function findCertificates(state: StackState, name: string): Held[] {
  return resourcesOf(state, typeTokens.certificate)
    .filter((one) => /^(.*?)(\.\d+)?-certificate$/.exec(logicalName(one))?.[1] === name)
    .map((one) => ({
      id: one.id ?? "",
      pin: likePin(textOutput(one, "fingerprintSha256")),
      zoneId: textOutput(one, "zoneId") ?? "",
    }));
}

function locking(work: () => Promise<string>): Promise<string> {
  return ask("locking the device out", work);
}

/** Rule by rule, so that nobody else's is sent. */
async function takeOutOfRules(api: CloudflareApi, zoneId: string, held: readonly Held[]): Promise<string> {
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
}

async function revokeAll(api: CloudflareApi, held: readonly Held[]): Promise<boolean[]> {
  const done: boolean[] = [];
  for (const { id, zoneId } of held) {
    done.push(
      await step(`Certificate ${id}`, () =>
        locking(async () => {
          const certificate = await findCertificate(api, { zoneId }, id);
          if (!isUsable(certificate?.status)) {
            return "is revoked already.";
          }
          await api.send("DELETE", path`zones/${zoneId}/client_certificates/${id}`);
          return "is revoked.";
        }),
      ),
    );
  }
  return done;
}
