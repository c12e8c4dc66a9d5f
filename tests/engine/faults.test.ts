import { type FaultKind, FaultSweep, operations } from "./fault-sweep";

jest.setTimeout(600_000);

/** The requests whose lost answers and kills leave something behind; `npm run sweep` disturbs every one in every way. */
const disturbances: readonly (readonly [string, readonly (readonly [RegExp, FaultKind])[]])[] = [
  [
    "create",
    [
      [/^POST .*cfd_tunnel$/, "reset after"],
      [/^POST .*cfd_tunnel$/, "kill after"],
      [/^POST .*client_certificates$/, "reset after"],
      [/^POST .*rulesets$/, "kill after"],
      [/^POST .*dns_records$/, "reset after"],
    ],
  ],
  ["remove", [[/^DELETE .*client_certificates/, "reset after"]]],
  [
    "destroy",
    [
      [/^DELETE .*dns_records/, "reset after"],
      [/^DELETE .*cfd_tunnel\/[^/]+$/, "kill after"],
    ],
  ],
];

describe.each(disturbances)("%s", (name, faults) => {
  let sweep: FaultSweep;

  beforeAll(async () => {
    const operation = operations.find((candidate) => candidate.name === name);
    if (operation === undefined) {
      throw new Error(name);
    }
    sweep = await FaultSweep.prepare(operation);
  });

  afterAll(() => sweep.close());

  it.each(faults)("%s, %s: never open, and repaired by the commands we name", async (request, kind) => {
    const index = sweep.requests.findIndex(({ method, path }) => request.test(`${method} ${path}`));
    expect(index).not.toBe(-1);
    const trial = await sweep.disturb(index, kind);
    expect(trial.exposures).toBe(0);
    expect(trial.complaint).toBeUndefined();
  });
});
