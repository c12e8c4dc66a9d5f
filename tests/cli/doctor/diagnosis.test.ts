import { fine, formatDiagnosis, problem, warning } from "../../../cli/doctor/diagnosis.ts";

const found = {
  code: "weak-tls",
  where: "SSL/TLS mode",
  what: "is full",
  fix: "Turn it on.\nThen wait.",
} as const;

test("a diagnosis of something fine is one line", () => {
  expect(formatDiagnosis(fine("the zone is active"))).toBe("fine     the zone is active");
});

test.each([
  ["problem", problem(found, "It matters."), "problem  "],
  ["warning", warning(found, "It matters."), "warning  "],
])("a %s says why it matters before it says what to do", (_level, check, start) => {
  expect(formatDiagnosis(check)).toBe(
    `${start}SSL/TLS mode is full [weak-tls]\n         It matters.\n         Turn it on.\n         Then wait.`,
  );
});
