import { Screen } from "../../../testing/demo/screen.ts";

function printed(isTTY: boolean, environment: NodeJS.ProcessEnv): string {
  let text = "";
  const screen = new Screen({ isTTY, write: (more) => (text += more) }, environment);
  screen.work("working");
  screen.line(screen.good("done"));
  screen.step("step");
  return text.replace(/ +\d+\.\d s/g, " 0.0 s");
}

test("a file gets only finished lines, without colours", () => {
  expect(printed(false, {})).toBe("done\n 0.0 s  step\n");
});

test("a terminal shows the current work until it is done, and colours", () => {
  const text = printed(true, {});
  expect(text).toContain("working");
  expect(text).toContain("\r\u001b[K\u001b[32mdone\u001b[0m\n");
});

test("NO_COLOR turns colours off", () => {
  expect(printed(true, { NO_COLOR: "1" })).not.toContain("\u001b[32m");
});
