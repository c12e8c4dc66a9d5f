import { existsSync } from "node:fs";
import ts from "typescript";
import { read, sourceFiles } from "./source-files.ts";

/** Sources whose test is still to be written, sorted. */
const missing: readonly string[] = [
  "cli/adopt.ts",
  "cli/adopt/describe-plan.ts",
  "cli/adopt/find-records.ts",
  "cli/adopt/find-tunnel.ts",
  "cli/adopt/plan.ts",
  "cli/confirm.ts",
  "cli/device/clipboard.ts",
  "cli/device/device-table.ts",
  "cli/device/find-device.ts",
  "cli/device/onboarding/site.ts",
  "cli/device/read-bundle.ts",
  "cli/device/write-secretly.ts",
  "cli/doctor.ts",
  "cli/doctor/check-machine.ts",
  "cli/doctor/check-zone.ts",
  "cli/doctor/check.ts",
  "cli/doctor/permissions.ts",
  "cli/doctor/read-detours.ts",
  "cli/doctor/read-facts.ts",
  "cli/doctor/token-facts.ts",
  "cli/drift.ts",
  "cli/drift/noun.ts",
  "cli/each.ts",
  "cli/home-assistant/look.ts",
  "cli/home-assistant/program.ts",
  "cli/open-stack.ts",
  "cli/pulumi-failure.ts",
  "cli/pulumi.ts",
  "cli/run.ts",
  "cli/state.ts",
  "cli/verify-live/plan-visits.ts",
  "components/child-options.ts",
  "components/describe-outputs.ts",
  "components/device-files.ts",
  "components/made.ts",
  "components/own-commands.ts",
  "domain/access/access-changes.ts",
  "domain/access/access.ts",
  "domain/certificates/certificate-inputs.ts",
  "domain/certificates/certificate-problems.ts",
  "domain/certificates/certificate-status.ts",
  "domain/certificates/csr.ts",
  "domain/certificates/device-files.ts",
  "domain/certificates/unknown-certificates.ts",
  "domain/configuration/api-token.ts",
  "domain/configuration/fields.ts",
  "domain/configuration/server-address.ts",
  "domain/configuration/zone.ts",
  "domain/failure.ts",
  "domain/guides/markup.ts",
  "domain/home-assistant/facts.ts",
  "domain/home-assistant/notes.ts",
  "domain/home-assistant/problems.ts",
  "domain/home-assistant/repairs.ts",
  "domain/home-assistant/steps.ts",
  "domain/home-assistant/wanted.ts",
  "domain/rules/access-rules.ts",
  "domain/rules/associations.ts",
  "domain/rules/custom-rule.ts",
  "domain/rules/expression.ts",
  "domain/rules/gate-record.ts",
  "domain/rules/largest-number.ts",
  "domain/rules/other-hosts.ts",
  "home-assistant/answer.ts",
  "home-assistant/http-trial.ts",
  "home-assistant/install-app.ts",
  "home-assistant/read-facts.ts",
  "home-assistant/read-repairs.ts",
  "home-assistant/socket.ts",
  "home-assistant/supervisor.ts",
  "home-assistant/tokens.ts",
  "hooks/associate.ts",
  "hooks/program.ts",
  "hooks/record-zone.ts",
  "hooks/standing-hostnames.ts",
  "hooks/write-rules.ts",
  "preflight/home-assistant.ts",
  "preflight/refusal.ts",
  "preflight/second-home.ts",
  "preflight/seen-since.ts",
  "scripts/make-package.ts",
  "scripts/make-stack-schema.ts",
  "simulator/home-assistant/app.ts",
  "simulator/home-assistant/commands.ts",
  "simulator/home-assistant/connector.ts",
  "simulator/home-assistant/faults.ts",
  "simulator/home-assistant/http-store.ts",
  "simulator/home-assistant/pages.ts",
  "simulator/home-assistant/proxy.ts",
  "simulator/home-assistant/server.ts",
  "stack/outputs.ts",
  "stack/quiet-debug-log.ts",
  "zone/api-error.ts",
  "zone/ask.ts",
  "zone/explain-refusal.ts",
  "zone/findings/bypasses.ts",
  "zone/findings/finding.ts",
  "zone/findings/slots.ts",
  "zone/findings/surroundings.ts",
  "zone/gate-requests.ts",
  "zone/pins.ts",
  "zone/read-objects.ts",
  "zone/read-rules.ts",
  "zone/read-settings.ts",
  "zone/read-zone.ts",
  "zone/state.ts",
];

// The rehearsal, the demo and the bench are tested as programs; their files have tests of their own where that helps.
const withCode = sourceFiles().filter((file) => !file.startsWith("testing/") && hasCode(read(file)));

/** Whether a source has a function or a class of its own: types, constants, re-exports and mere calls need no test. */
function hasCode(source: string): boolean {
  const isCode = (node: ts.Node): boolean =>
    (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) ||
    ts.isClassLike(node) ||
    ts.forEachChild(node, (child) => isCode(child) || undefined) === true;
  return isCode(ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest));
}

test("every source file with code has a test of its name", () => {
  const untested = withCode.filter((file) => !existsSync(`tests/${file.replace(/\.ts$/, ".test.ts")}`));
  expect(untested.sort()).toEqual(missing);
});

test.each([
  ["export function one(): number { return 1; }", true],
  ["export const one = (): number => 1;", true],
  ["export class One {}", true],
  ["export const table = { one: { read() { return 1; } } };", true],
  ["void run(async () => await one());", true],
  ["export interface One { read(): number; readonly write: () => void }", false],
  ['export const one = join("a", "b");', false],
  ['export { one } from "./one.ts";', false],
  ['import { one } from "./one.ts";\nvoid one();', false],
])("%s: needs a test: %s", (source, expected) => {
  expect(hasCode(source)).toBe(expected);
});
