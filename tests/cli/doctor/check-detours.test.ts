import { checkDetours } from "../../../cli/doctor/check-detours.ts";
import type { Detours } from "../../../cli/doctor/read-detours.ts";

const none: Detours = {
  workers: { value: [] },
  originRules: { value: [] },
  pageRules: { value: [] },
  pools: { value: [] },
  transformations: { value: false },
};

/** The level and the place of each finding. */
function found(changes: Partial<Detours>): string[] {
  return checkDetours({ ...none, ...changes }).map((check) =>
    check.level === "fine" ? "fine" : `${check.level} ${check.problem.where}`,
  );
}

test("a zone without any of them is fine", () => {
  expect(found({})).toEqual(["fine"]);
});

test("a detour that leads to the house for certain is a problem, a possible one a warning", () => {
  expect(
    found({
      originRules: { value: ["to the house"] },
      pageRules: { value: ["one.example.com/*"] },
      pools: { value: ["home"] },
      workers: { value: ["previews"] },
      transformations: { value: true },
    }),
  ).toEqual([
    "problem Origin Rule to the house",
    "problem Page Rule one.example.com/*",
    "problem load balancer pool home",
    "warning Worker previews",
    "warning Image Transformations",
  ]);
});

test("what the token may not read is one warning, with the missing permissions", () => {
  const refused = { refused: "no" };
  const [check] = checkDetours({ ...none, workers: refused, pageRules: refused });
  expect(check).toMatchObject({ level: "warning", problem: { code: "missing-permission" } });
  const fix = check?.level === "warning" ? check.problem.fix : "";
  expect(fix).toContain("Zone · Workers Routes · Read");
  expect(fix).toContain("Zone · Page Rules · Read.");
  expect(fix).not.toContain("Origin Rules");
});
