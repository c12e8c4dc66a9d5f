import { homeAssistantProgram } from "../../../cli/home-assistant/program.ts";
import { runProgram } from "../support/run-program.ts";

test("an unknown installation is refused with those that are known", async () => {
  const { code, stdout, stderr } = await runProgram(homeAssistantProgram(), ["show", "snap"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("Allowed choices are app, compose, host, venv");
});
