import { askOnTerminal, confirm } from "../../cli/confirm.ts";
import { withAnswers } from "./support/answers.ts";

const answer = withAnswers();
let shown: string;
beforeEach(() => {
  shown = "";
  jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    shown += String(text);
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

test.each([
  ["y", true],
  ["Yes", true],
  [" y ", true],
  ["", false],
  ["n", false],
  ["yesterday", false],
])("the answer %j means %p", async (text, expected) => {
  answer(text);
  expect(await confirm("Go on?")).toBe(expected);
  expect(shown).toContain("Go on? [y/N] ");
});

test("a question shows names from outside without anything that would act on the terminal", async () => {
  answer(" 1, 2 ");
  expect(await askOnTerminal("Which of \u001b[2Jthem?", { what: "", fix: "" })).toBe("1, 2");
  expect(shown).not.toContain("\u001b[2J");
});

test("without a terminal nothing is asked: the failure names the flag that answers in advance", async () => {
  Object.defineProperty(process, "stdin", { configurable: true, value: { isTTY: false } });
  await expect(confirm("Go on?")).rejects.toThrow(
    "this command can't ask for confirmation: there is no terminal [nobody-answers]\n  To confirm in advance, add --yes",
  );
  expect(shown).toBe("");
});
