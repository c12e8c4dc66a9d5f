import type { Diagnosis } from "../../../cli/doctor/diagnosis.ts";
import { examine } from "../../../cli/doctor/examine.ts";
import type { Home } from "../../../domain/configuration/home.ts";
import type { StackState } from "../../../zone/state.ts";
import type { SimulatorUnderTest } from "../../simulator/support/with-simulator.ts";
import { homeOf, stateOf } from "../support/cli-fixtures.ts";

/** Helpers for the doctor's tests: all checks of a stack, and other people's rules. */
export function doctorIn(cloud: SimulatorUnderTest) {
  return {
    findings: (home: Home = homeOf(), state: StackState = stateOf([])): Promise<Diagnosis[]> =>
      examine(cloud.api(), { home, state }),
    writeRules: (rules: readonly object[]): PromiseLike<unknown> =>
      cloud.client.rulesets.phases.update("http_request_firewall_custom", {
        ...cloud.zone,
        rules: rules as { action: "block"; expression: string }[],
      }),
  };
}

/** `problem gate-bypassed`, for every check that is not fine. */
export const codes = (found: readonly Diagnosis[]): string[] =>
  found.flatMap((check) => (check.level === "fine" ? [] : [`${check.level} ${check.problem.code}`]));

export const problemsOf = (found: readonly Diagnosis[]): string[] =>
  codes(found).filter((line) => line.startsWith("problem"));

/** The findings with that code: `where what | fix`, one line each. */
export const about = (found: readonly Diagnosis[], code: string): string =>
  found
    .flatMap((check) => (check.level === "fine" || check.problem.code !== code ? [] : [check.problem]))
    .map(({ where, what, fix }) => `${where} ${what} | ${fix}`)
    .join("\n");

/** Everything that is fine. */
export const fines = (found: readonly Diagnosis[]): string[] =>
  found.flatMap((check) => (check.level === "fine" ? [check.what] : []));
