import { readConfig } from "../../../domain/configuration/config.ts";
import { formatProblems, problemCodes, type Problem } from "../../../domain/errors.ts";
import { sound, stored } from "../stored-configuration.ts";

/** Returns the mistakes in a configuration, and fails when there are none. */
export function mistakes(values: Readonly<Record<string, unknown>>): readonly Problem[] {
  const { configuration, problems } = readConfig(stored(values));
  expect(configuration).toBeUndefined();
  return problems;
}

/** One mistake in an otherwise sound configuration, then `path [code] what to do`. */
export type Row = readonly [title: string, values: Readonly<Record<string, unknown>>, place: string];

/** Tests that each row is refused for its one mistake only, in words that a person can read. */
export function testRefusals(rows: readonly Row[]): void {
  test.each(rows)("refuses, with the path and what to write: %s", (_title, values, place) => {
    const problems = mistakes({ ...sound, ...values });
    const [, where, fix] = /^(.*\]) (.*)$/.exec(place)!;
    expect(problems.map((problem) => `${problem.where} [${problem.code}]`)).toEqual([where]);
    expect(problems[0]!.fix).toContain(fix);
  });

  test("every message is readable, without terms or separators of the validator", () => {
    for (const [, values] of rows) {
      const problems = mistakes({ ...sound, ...values });
      const text = formatProblems(problems);
      expect(text).not.toMatch(/invalid|expected|received|undefined|\||\[object|too small/i);
      for (const { code, what, fix } of problems) {
        expect(Object.keys(problemCodes)).toContain(code);
        expect(what).not.toBe("");
        expect(fix).not.toBe("");
      }
    }
  });
}
