import type Cloudflare from "cloudflare";
import { findEntryPoint } from "../../hooks/entry-point.ts";
import { readCustomRule } from "../../domain/rules/custom-rule.ts";
import { withoutPins } from "../../domain/rules/lock-out.ts";
import { isGateRule } from "../../domain/rules/own-rules.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { connect, unlessMissing } from "../cloudflare.ts";
import { Failure } from "../failure.ts";
import { say } from "../run.ts";
import { readApiToken, selectStack } from "../stack.ts";
import { logicalName, readState, resourcesOf, type StackState } from "../state.ts";

/** What the stack's state knows of a device's certificates. */
interface Held {
  readonly id: string;
  readonly pin: string;
  readonly zoneId: string;
}

/**
 * Locks a device out at once, whatever else is wrong with the zone or the stack file: takes its pins out of the gate's
 * rules, revokes its certificates, and closes the tunnel's connections, which ends open WebSockets. A step that fails
 * does not keep the next ones from being done.
 * @throws Failure when the stack's state has no certificate of that device
 */
export async function lockOutDevice(name: string, options: { readonly stack?: string }): Promise<void> {
  const stack = await selectStack(options.stack);
  const state = await readState(stack);
  const held = findCertificates(state, name);
  const [first] = held;
  if (first === undefined) {
    throw new Failure({
      code: "unknown-device",
      where: name,
      what: `has no certificate in the stack ${stack}`,
      fix: "See what it has: npm run device -- list",
    });
  }
  const api = connect(await readApiToken(stack));
  const failed = [
    await step("The gate's rules", () => takeOutOfRules(api, first.zoneId, held)),
    ...(await revokeAll(api, held)),
    await step("The tunnel's connections", () => closeConnections(api, state)),
  ].filter((done) => !done);
  say(
    `Now write revoked: true at ${name} in Pulumi.${stack.split("/").at(-1) ?? stack}.yaml, then: npx pulumi up`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function findCertificates(state: StackState, name: string): Held[] {
  return resourcesOf(state, typeTokens.certificate)
    .filter((one) => /^(.*?)(\.\d+)?-certificate$/.exec(logicalName(one))?.[1] === name)
    .map(({ id = "", outputs = {} }) => ({
      id,
      pin: String(outputs["fingerprintSha256"]).toLowerCase(),
      zoneId: String(outputs["zoneId"]),
    }));
}

async function step(what: string, work: () => Promise<string>): Promise<boolean> {
  try {
    say(`${what}: ${await work()}`);
    return true;
  } catch (error) {
    say(`${what}: failed. ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** Rule by rule, so that nobody else's is sent. */
async function takeOutOfRules(api: Cloudflare, zone_id: string, held: readonly Held[]): Promise<string> {
  const entry = await findEntryPoint(api, zone_id);
  const pins = held.map(({ pin }) => pin);
  const rules = (entry?.rules ?? []).map((rule) => readCustomRule(rule));
  const affected = rules.filter(
    (rule) => isGateRule(rule) && pins.some((pin) => rule.expression.includes(`"${pin}"`)),
  );
  for (const { id, ref, description, enabled, expression } of affected) {
    await api.rulesets.rules.edit(id, {
      ...{ zone_id, ruleset_id: entry?.id ?? "", action: "block", ref, description, enabled },
      expression: withoutPins(expression, pins),
    });
  }
  return affected.length === 0 ? "no rule lets the device in." : "the device is blocked from now on.";
}

async function revokeAll(api: Cloudflare, held: readonly Held[]): Promise<boolean[]> {
  const done: boolean[] = [];
  for (const { id, zoneId: zone_id } of held) {
    done.push(
      await step(`Certificate ${id}`, async () => {
        const certificate = await unlessMissing(api.clientCertificates.get(id, { zone_id }));
        if (certificate === undefined || /^(pending_revocation|revoked)$/.test(certificate.status ?? "")) {
          return "is revoked already.";
        }
        await api.clientCertificates.delete(id, { zone_id });
        return "is revoked.";
      }),
    );
  }
  return done;
}

async function closeConnections(api: Cloudflare, state: StackState): Promise<string> {
  const [tunnel] = resourcesOf(state, typeTokens.tunnel);
  if (tunnel?.id === undefined) {
    return "there is no tunnel.";
  }
  const account_id = String(tunnel.outputs?.["accountId"]);
  await api.zeroTrust.tunnels.cloudflared.connections.delete(tunnel.id, { account_id });
  return "closed. Every device reconnects by itself, but this one.";
}
