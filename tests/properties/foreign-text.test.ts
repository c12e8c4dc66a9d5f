import fc from "fast-check";
import { describePlan } from "../../cli/adopt/plan.ts";
import { nameOfRule, readCustomRule } from "../../domain/rules/custom-rule.ts";
import { formatProblem, formatProblems } from "../../domain/errors.ts";
import { plainText } from "../../domain/plain-text.ts";

/** Everything that ends a line, moves the cursor, or turns the direction of a text. */

const forging = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const withoutOwnLines = (text: string): string => text.replaceAll("\n", "");

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          "\u001b[2K",
          "\u001b]0;title\u0007",
          "\u001b]8;;http://x.test\u001b\\",
          "\u009b31m",
          "\r",
          "\n",
          "\r\nfine     all is well",
          "\u202e",
          "\u2066",
          "\u2028",
          "\b",
          "\u001b",
        ),
        fc.string({ maxLength: 4 }),
      ),
    )
    .map((parts) => parts.join("")),
);

test("what others wrote is one line that acts on no terminal", () => {
  fc.assert(fc.property(hostile, (text) => !forging.test(plainText(text))));
});

test("plain text in any script stays as it is", () => {
  for (const text of ["office", "Büro · Wien", "自宅のスマホ", "منزل", "👩‍👧 family", "a [2K b"]) {
    expect(plainText(text)).toBe(text);
  }
});

test("no order to a terminal leaves its letters behind", () => {
  expect(plainText("\u001b[1;31moffice\u001b[0m\r\u001b[2K\u009b1A")).toBe("office");
});

test("a rule's name forges nothing, whatever its description and ref", () => {
  fc.assert(
    fc.property(hostile, hostile, (description, ref) => {
      expect(nameOfRule(readCustomRule({ id: "1", ref, description }))).not.toMatch(forging);
    }),
  );
});

test("a problem's text has the lines that we wrote, and no other", () => {
  fc.assert(
    fc.property(hostile, hostile, (where, content) => {
      const what = `already has a DNS record (CNAME ${content})`;
      const problem = { code: "unknown-to-stack", where, what, fix: "Line 1.\nLine 2." } as const;
      expect(formatProblem(problem).split("\n")).toHaveLength(3);
      expect(withoutOwnLines(formatProblem(problem))).not.toMatch(forging);
      expect(formatProblems([problem, problem]).split("\n")).toHaveLength(7);
      expect(withoutOwnLines(formatProblems([problem, { ...problem, fix: content }]))).not.toMatch(forging);
    }),
  );
});

test("what adopt shows before it asks forges nothing", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const leave = [{ what: text, why: text }];
      const shown = describePlan("prod", { take: [], letGo: [], unfinished: [], leave });
      expect(withoutOwnLines(shown)).not.toMatch(forging);
    }),
  );
});
