import { fine, formatCheck, problem, warning } from "../../../cli/doctor/check.ts";

const found = {
  code: "weak-tls",
  where: "SSL/TLS mode",
  what: "is full",
  fix: "Turn it on.\nThen wait.",
} as const;

test("a check that is fine is one line", () => {
  expect(formatCheck(fine("the zone is active"))).toBe("fine     the zone is active");
});

test.each([
  ["problem", problem(found, "It matters."), "problem  "],
  ["warning", warning(found, "It matters."), "warning  "],
])("a %s says why it matters before it says what to do", (_level, check, start) => {
  expect(formatCheck(check)).toBe(
    `${start}SSL/TLS mode is full [weak-tls]\n         It matters.\n         Turn it on.\n         Then wait.`,
  );
});
