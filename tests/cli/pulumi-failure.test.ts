import { pulumiFailure } from "../../cli/pulumi-failure.ts";

test.each([
  ["error: no stack named 'x' found", "no-stack"],
  ["error: no stack selected; please use `pulumi stack select`", "no-stack"],
  ["error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE", "wrong-passphrase"],
  ["error: incorrect passphrase", "wrong-passphrase"],
  ["error: the stack is currently locked by 1 lock(s)", "locked"],
  ["error: failed to load checkpoint: unexpected end of JSON input", "state-unreadable"],
  ["error: PULUMI_ACCESS_TOKEN must be set for login: run pulumi login", "state-unreadable"],
  ["error: out of cheese", "pulumi-failed"],
])("%s is explained as %s", (stderr, code) => {
  const { problems } = pulumiFailure("x", "testing", { code: 6, stdout: "", stderr });
  expect(problems.map((problem) => problem.code)).toEqual([code]);
});

test("a lock is explained with the command that removes it from that stack", () => {
  const stderr = "error: the stack is currently locked by 1 lock(s)";
  expect(pulumiFailure("cabin", "testing", { code: 255, stdout: "", stderr }).message).toContain(
    "npx pulumi cancel --stack cabin",
  );
});

test("an unknown error is passed on in Pulumi's words: the last lines, of stdout where stderr is empty", () => {
  const stdout = Array.from({ length: 20 }, (_line, index) => `line ${index}.`).join("\n");
  const { message } = pulumiFailure("prod", "testing", { code: 3, stdout, stderr: " \n" });
  expect(message).toMatch(
    /^Pulumi failed while testing \(exit code 3\) \[pulumi-failed\]\n {2}It said:\n {2}line 8\./,
  );
  expect(message).toContain("line 19.");
});
