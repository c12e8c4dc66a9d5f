import { text } from "node:stream/consumers";
import { z } from "zod";
import { findBypasses } from "../domain/rules/bypass.ts";
import type { CustomRule } from "../domain/rules/custom-rule.ts";
import { formatProblem } from "../domain/errors.ts";
import { type GateRecord, readGateRecord } from "../domain/rules/gate-record.ts";
import { isGuarded, isOwnRule, refPrefix } from "../domain/rules/own-rules.ts";
import { abridge } from "../domain/rules/rule-changes.ts";
import { connect, need, runHook } from "./program.ts";
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
 * Closes the gate: associates the home's hostnames, writes its rules, and checks that nothing bypasses them before the
 * DNS record may follow. Pulumi runs it when the rules change or somebody else has changed the lists since the last run.
 * Prints the record of what it left there, with which the next run compares.
 */
void runHook("closing the gate", async () => {
  const api = connect(process.env);
  const gate = settings.parse(JSON.parse(need(process.env, "GATE")));
  const previous = readGateRecord(process.env["PULUMI_COMMAND_STDOUT"]);
  const { stack, hostnames, position, slots } = gate;
  const desired = {
    stack,
    hostnames,
    position,
    slots,
    formerPrefix: previous?.refPrefix,
    rules: rules.parse(JSON.parse(await text(process.stdin))),
  };
  const dropped = (previous?.hostnames ?? []).filter((hostname) => !hostnames.includes(hostname));
  const association = { zoneId: gate.zone, wanted: hostnames, dropped };
  await associate(api, association);
  const written = await writeRules(api, gate.zone, desired);
  // Another home in the zone may have written its associations in the meantime without seeing ours.
  await associate(api, association);
  refuseBypasses(gate, previous, written);
  const prefix = refPrefix(stack);
  const record: GateRecord = {
    refPrefix: prefix,
    hostnames,
    guarded: hostnames.filter((hostname) => isGuarded(hostname, written, prefix)),
    rules: written.map(abridge),
    seen: process.env["SEEN"] ?? "",
  };
  process.stdout.write(JSON.stringify(record));
});

/**
 * Ends the run if somebody has put a rule above the gate since it began that would open a hostname about to be published.
 * For hostnames that are public already, the next preview reports the rule.
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
    throw new Error(open.map(formatProblem).join("\n"));
  }
}
