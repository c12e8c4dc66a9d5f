import type { FaultKind } from "./faults.ts";
import { FaultSweep } from "./fault-sweep.ts";
import { operations } from "./operations.ts";

jest.setTimeout(600_000);

/** The trials of the sweep (`npm run sweep`) with each kind of repair, at the requests that open and close the home. */
const cases: readonly (readonly [operation: string, trials: readonly (readonly [RegExp, FaultKind])[]])[] = [
  [
    "create alone",
    [
      [/^POST .*\/cfd_tunnel$/, "kill after"],
      [/^POST .*\/rulesets$/, "reset after"],
      [/^POST .*\/client_certificates$/, "reset after"],
      [/^POST .*\/dns_records$/, "kill after"],
    ],
  ],
  [
    "rename",
    [
      [/^PUT .*\/configurations$/, "kill after"],
      [/^PATCH .*\/rulesets\//, "500"],
    ],
  ],
  ["remove a lane", [[/^PATCH .*\/rulesets\//, "kill before"]]],
  [
    "destroy",
    [
      [/^DELETE .*\/dns_records\//, "kill after"],
      [/^DELETE .*\/client_certificates\//, "reset after"],
      [/^DELETE .*\/rulesets\/.*\/rules\//, "kill after"],
      [/^DELETE .*\/cfd_tunnel\/[^/]*$/, "500"],
    ],
  ],
];

describe.each(cases)(
  "%s: the home is never open, and the owner's commands finish the job",
  (name, trials) => {
    let sweep: FaultSweep;
    beforeAll(async () => {
      const operation = operations.find((one) => one.name === name);
      if (operation === undefined) throw new Error(`there is no operation ${name}`);
      sweep = await FaultSweep.prepare(operation);
    });
    afterAll(() => sweep.close());

    test.each(trials)("%s: %s", async (request, kind) => {
      const index = sweep.requests.findIndex(({ method, path }) => request.test(`${method} ${path}`));
      expect(index).not.toBe(-1);
      expect((await sweep.disturb(index, kind)).complaint).toBeUndefined();
    });
  },
);
