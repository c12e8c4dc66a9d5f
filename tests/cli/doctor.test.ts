import { commandUnderTest } from "./support/command-under-test.ts";

const { run, makeTunnel } = commandUnderTest();

test("exit code 0 without problems, data on stdout and messages on stderr", async () => {
  const { code, stdout, stderr } = await run("doctor");
  expect(stdout).toContain("fine     the zone example.com is active\n");
  expect(stderr).toMatch(/^No problems, \d+ warnings?\.\n$/);
  expect(code).toBe(0);
});

test("exit code 1 with a problem: what it is, why it matters and how to fix it, for people and for programs", async () => {
  await makeTunnel();
  const { code, stdout, stderr } = await run("doctor");
  expect(stdout).toMatch(
    /problem {2}tunnel ha-mtls-prod already exists .*\[unknown-to-stack\]\n +Cloudflare allows each only once.*\n +Let the stack take it over: npm run adopt\n/,
  );
  expect(stderr).toMatch(/^1 problem, \d+ warnings?\.\n$/);
  expect(code).toBe(1);
  const { findings } = JSON.parse((await run("doctor", "--json")).stdout) as {
    findings: { level: string }[];
  };
  expect(findings.filter(({ level }) => level === "problem")).toHaveLength(1);
});
