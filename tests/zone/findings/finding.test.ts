import { changedOutside } from "../../../zone/findings/finding.ts";

test("a change from outside names its resource, and pulumi up --refresh restores it", () => {
  expect(changedOutside({ urn: "urn:record" }, "the record of ha.example.com", "points elsewhere")).toEqual({
    problem: {
      code: "changed-outside",
      where: "the record of ha.example.com",
      what: "points elsewhere",
      fix: "Put it back: npx pulumi up --refresh",
    },
    urn: "urn:record",
    byRefresh: true,
  });
});
