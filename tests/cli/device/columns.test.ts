import { alignColumns } from "../../../cli/device/columns.ts";

test("each column is as wide as its widest cell, and no line ends with spaces", () => {
  expect(
    alignColumns([
      ["NO", "CLIENT"],
      ["1", "a longer name"],
      ["12", "b"],
    ]),
  ).toBe("NO  CLIENT\n1   a longer name\n12  b");
});
