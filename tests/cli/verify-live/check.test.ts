import { type Check, findCauses } from "../../../cli/verify-live/check.ts";
import type { Problem } from "../../../domain/errors.ts";

function failing(what: string, problem: Partial<Problem>): Check {
  return {
    what,
    problem: {
      code: "unexpected-answer",
      where: "ha.example.com",
      what: "is wrong",
      fix: "mend it",
      ...problem,
    },
  };
}

test("problems with the same fix are one cause, described by the first of them", () => {
  const checks = [
    failing("anna gets in", { what: "answered 400" }),
    { what: "all is well", problem: undefined },
    failing("ben gets in", { what: "answered 400" }),
    failing("http leads to https", { fix: "turn it on" }),
  ];
  const causes = findCauses(checks);
  expect(causes.map(({ problem, others }) => [problem.fix, others])).toEqual([
    ["mend it", ["ben gets in"]],
    ["turn it on", []],
  ]);
});

test("an open gate is one cause, whoever gets in", () => {
  const checks = [
    failing("strangers stay outside", { code: "gate-open", fix: "anyone can reach the login" }),
    failing("ben stays outside", { code: "gate-open", fix: "see what differs" }),
  ];
  expect(findCauses(checks)).toMatchObject([{ others: ["ben stays outside"] }]);
});

test("successful checks have no cause", () => {
  expect(findCauses([{ what: "all is well", problem: undefined }])).toEqual([]);
});
