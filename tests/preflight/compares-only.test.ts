import * as pulumi from "@pulumi/pulumi";
import { compareOnly } from "../../domain/compare-only.ts";
import { comparesOnly } from "../../preflight/compares-only.ts";

afterEach(() => {
  jest.restoreAllMocks();
});

test.each([
  { run: "a preview", isDryRun: true, environment: {}, expected: false },
  { run: "a preview by drift", isDryRun: true, environment: { [compareOnly]: "true" }, expected: true },
  {
    run: "up, whatever the environment,",
    isDryRun: false,
    environment: { [compareOnly]: "true" },
    expected: false,
  },
])("$run: only compares: $expected", ({ isDryRun, environment, expected }) => {
  jest.spyOn(pulumi.runtime, "isDryRun").mockReturnValue(isDryRun);
  jest.replaceProperty(process, "env", environment);
  expect(comparesOnly()).toBe(expected);
});
