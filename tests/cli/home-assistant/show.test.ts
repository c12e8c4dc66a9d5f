import { homeAssistantProgram } from "../../../cli/home-assistant/program.ts";
import { installations } from "../../../domain/guides/installations.ts";
import { runProgram } from "../support/run-program.ts";
import { deployedStack } from "../device/deployed-stack.ts";
import { withFakeEnvironment } from "../device/fake-environment.ts";

const stack = deployedStack();
withFakeEnvironment(stack);
const show = (...words: string[]) => runProgram(homeAssistantProgram(), ["show", ...words]);

test("lists the installations, each with the command to type", async () => {
  const { code, stdout } = await show();
  expect(code).toBe(0);
  for (const name of Object.keys(installations)) {
    expect(stdout).toMatch(new RegExp(`^npm run home-assistant -- show ${name} `, "m"));
  }
});

test.each(Object.entries(installations))(
  "%s: every piece at the line's beginning, token included",
  async (name, title) => {
    stack.deploy([{ name: "anna-phone" }]);
    const { code, stdout, stderr } = await show(name);
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toBe(title);
    expect(stdout).toMatch(/^(\s*TUNNEL_TOKEN: |TUNNEL_TOKEN=|tunnel_token: )eyJhIjoi$/m);
    expect(stdout).toContain("Settings → System → Network → HTTP server → Reverse proxy");
    expect(stdout).toMatch(/^http:\n {2}use_x_forwarded_for: true$/m);
    expect(stderr).toContain("paste it there and nowhere else");
  },
);

test("a stack that is not deployed has no token to show yet", async () => {
  stack.deploy([]);
  stack.pulumi.answer("stack output", { stdout: "{}" });
  const { code, stdout, stderr } = await show("app");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("[not-deployed]");
});
