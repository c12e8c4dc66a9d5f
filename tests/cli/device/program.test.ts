import { deployedStack } from "./deployed-stack.ts";
import { withFakeEnvironment } from "./fake-environment.ts";
import { runDevice } from "./run-device.ts";

const stack = deployedStack();
withFakeEnvironment(stack);

describe("bad input is one clear line and exit code 2:", () => {
  test.each([
    [
      "an unknown device",
      ["export", "bob"],
      '"bob" is not a device of this stack [unknown-device]\n  Its devices: anna-phone\n',
    ],
    ["an unknown flag", ["list", "--jsno"], "error: unknown option '--jsno'"],
    ["an unknown command", ["lsit"], "error: unknown command 'lsit'"],
    ["no device", ["export"], "error: missing required argument 'device'"],
    [
      "an unknown format",
      ["export", "anna-phone", "--format", "pfx"],
      "is invalid. Allowed choices are p12, mobileconfig, pem",
    ],
    ["two kinds of output", ["list", "--json", "--ics"], "cannot be used with option '--ics'"],
    [
      "an impossible port",
      ["onboard", "anna-phone", "--port", "70000"],
      "It must be a whole number from 0 to 65535.",
    ],
    ["no minutes", ["onboard", "anna-phone", "--timeout", "0"], "It must be a whole number from 1 to 60."],
    [
      "a public address",
      ["onboard", "anna-phone", "--host", "0.0.0.0"],
      "is not an address of a home network [bad-address]",
    ],
  ])("%s", async (_what, words, text) => {
    stack.deploy([{ name: "anna-phone" }]);
    const { code, stdout, stderr } = await runDevice(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(text);
  });

  test.each([
    ["a stack that is not deployed", { stdout: "{}" }, "[not-deployed]"],
    ["a wrong passphrase", { code: 255, stderr: "error: incorrect passphrase" }, "[wrong-passphrase]"],
    ["an unknown stack", { code: 255, stderr: "error: no stack named 'x' found" }, "[no-stack]"],
  ])("%s", async (_what, answer, code) => {
    stack.deploy([]);
    stack.pulumi.answer("stack output", answer);
    const said = await runDevice("guide", "anna-phone");
    expect(said.code).toBe(2);
    expect(said.stderr).toContain(code);
  });
});
