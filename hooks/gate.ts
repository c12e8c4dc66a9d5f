import { text } from "node:stream/consumers";
import { z } from "zod";
import { findBypasses } from "../domain/rules/bypass.ts";
import type { CustomRule } from "../domain/rules/custom-rule.ts";
import { formatProblems } from "../domain/errors.ts";
import { type GateRecord, readGateRecord } from "../domain/rules/gate-record.ts";
import type { DesiredGate } from "../domain/rules/gate-writes.ts";
import { isGuarded, isOwnRule, refPrefix } from "../domain/rules/own-rules.ts";
import { abridge } from "../domain/rules/rule-changes.ts";
import { connect, need, run } from "./program.ts";
import { associate } from "./associate.ts";
import { writeRules } from "./write-rules.ts";

const settings = z.object({
  zone: z.string(),
  stack: z.string(),
  hostnames: z.array(z.string()),
  position: z.enum(["first", "last"]),
  slots: z.number(),
  allowSkipRules: z.array(z.string()),
});
const rules = z.array(z.object({ expression: z.string(), description: z.string() }));

type Settings = z.output<typeof settings>;

/**
 * Closes the gate: associates our hostnames, writes our rules, and looks whether both are in force before the DNS record
 * may follow. Pulumi runs it when the rules change and when somebody else has changed the lists since the last run;
 * prints what it left there, which is the next run's measure.
 */
void run("closing the gate", async () => {
  const api = connect(process.env);
  const gate = settings.parse(JSON.parse(need(process.env, "GATE")));
  const previous = readGateRecord(process.env["PULUMI_COMMAND_STDOUT"]);
  const desired = desiredGate(gate, previous, rules.parse(JSON.parse(await text(process.stdin))));
  const dropped = (previous?.hostnames ?? []).filter((hostname) => !gate.hostnames.includes(hostname));
  const association = { zone: gate.zone, wanted: gate.hostnames, dropped };
  await associate(api, association);
  const written = await writeRules(api, gate.zone, desired);
  // Another home of the zone that wrote its own associations meanwhile may not have seen ours.
  await associate(api, association);
  refuseBypasses(gate, previous, written);
  const record: GateRecord = {
    refPrefix: refPrefix(gate.stack),
    hostnames: gate.hostnames,
    guarded: gate.hostnames.filter((hostname) => isGuarded(hostname, written, refPrefix(gate.stack))),
    rules: written.map(abridge),
    seen: process.env["SEEN"] ?? "",
  };
  process.stdout.write(JSON.stringify(record));
});

function desiredGate(
  { stack, hostnames, position, slots }: Settings,
  previous: GateRecord | undefined,
  wanted: DesiredGate["rules"],
): DesiredGate {
  return { stack, hostnames, position, slots, rules: wanted, formerPrefix: previous?.refPrefix };
}

/**
 * A rule that somebody put above the gate since the run began would open a hostname that is only now to be published:
 * that run ends here. Where the hostname stands already the next preview names the rule.
 */
function refuseBypasses(
  gate: Settings,
  previous: GateRecord | undefined,
  written: readonly CustomRule[],
): void {
  const isNew = gate.hostnames.some((hostname) => previous?.hostnames.includes(hostname) !== true);
  const first = written.findIndex((rule) => isOwnRule(rule, gate.stack));
  const home = {
    stack: gate.stack,
    services: gate.hostnames.map((hostname) => ({ hostname })),
    configuration: { allowSkipRules: gate.allowSkipRules, gatePosition: gate.position },
  };
  const { open } = findBypasses(home, { id: "", rules: written }, written.slice(0, first));
  if (isNew && open.length > 0) {
    throw new Error(formatProblems(open));
  }
}
