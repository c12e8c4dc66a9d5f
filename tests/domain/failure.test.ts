import { formatProblems, type Problem } from "../../domain/errors.ts";
import { Failure, messageOf } from "../../domain/failure.ts";

const problem: Problem = { code: "bad-value", where: "country", what: '"UK" is wrong', fix: "Write GB." };

test("a failure keeps its problems and has them as its message", () => {
  const several = [problem, { ...problem, where: "zone" }];
  expect(new Failure(several)).toMatchObject({ problems: several, message: formatProblems(several) });
});

test("a single problem needs no list", () => {
  expect(new Failure(problem)).toMatchObject({ problems: [problem], message: formatProblems([problem]) });
});

test("anything that is thrown has a message", () => {
  expect([new Error("no disk"), "stopped", 7].map(messageOf)).toEqual(["no disk", "stopped", "7"]);
});
