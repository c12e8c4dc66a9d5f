import { formatProblem, formatProblems, type Problem } from "../../domain/errors.ts";

const name: Problem = {
  code: "device-name",
  where: "devices[1].name",
  what: '"Alice iPhone" is not a device name',
  fix: 'Use a-z, 0-9 and "-".\nIt becomes the common name.',
};
const country: Problem = { code: "bad-value", where: "country", what: '"UK" is none', fix: "Write GB." };

test("a problem's first line has where, what and its code, so that it makes sense alone", () => {
  expect(formatProblem(name)).toBe(
    [
      'devices[1].name "Alice iPhone" is not a device name [device-name]',
      '  Use a-z, 0-9 and "-".',
      "  It becomes the common name.",
    ].join("\n"),
  );
});

test("a single problem needs no heading", () => {
  expect(formatProblems([name])).toBe(formatProblem(name));
});

test("the heading of several problems names every place once", () => {
  const again = { ...country, what: "is wrong again" };
  expect(formatProblems([name, country, again])).toBe(
    [
      "3 problems: devices[1].name, country",
      '  devices[1].name "Alice iPhone" is not a device name [device-name]',
      '    Use a-z, 0-9 and "-".',
      "    It becomes the common name.",
      '  country "UK" is none [bad-value]',
      "    Write GB.",
      "  country is wrong again [bad-value]",
      "    Write GB.",
    ].join("\n"),
  );
});
