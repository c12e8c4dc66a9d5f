import { type GateRecord, readGateRecord } from "../domain/rules/gate-record.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import { logicalName, resourcesOf, type StackState, type StateResource } from "./state.ts";

/** The command that wrote the gate, and what it left in the zone's shared lists; undefined before the first run. */
export function findWrittenGate(
  state: StackState,
): { readonly command: StateResource; readonly record: GateRecord } | undefined {
  const command = resourcesOf(state, typeTokens.command).find((one) => logicalName(one) === "gate-rules");
  const record = readGateRecord(command?.outputs?.["stdout"]);
  return command === undefined || record === undefined ? undefined : { command, record };
}
