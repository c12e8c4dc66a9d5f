import { z } from "zod";
import { openStack } from "../../cli/open-stack.ts";
import { commandUnderTest } from "./support/command-under-test.ts";

const { cloud, fake, run } = commandUnderTest();
const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

test("a stack comes with its configuration, its state, and Cloudflare's API with its token", async () => {
  process.env["PATH"] = fake.path;
  process.env["CLOUDFLARE_BASE_URL"] = cloud.simulator.api;
  process.env["CLOUDFLARE_API_TOKEN"] = cloud.simulator.apiToken;
  const { stack, home, state, api } = await openStack("family/ha-mtls/prod");
  expect(stack).toBe("family/ha-mtls/prod");
  expect(home.services.map(({ hostname }) => hostname)).toEqual(["ha.example.com"]);
  expect(state.resources).toEqual([]);
  const zone = z.object({ name: z.string() });
  expect(await api.get(`zones/${cloud.simulator.zoneId}`, zone)).toEqual({ name: "example.com" });
});

test.each(["adopt", "doctor", "drift"])(
  "%s says in one line that its stack was not found, exit code 2",
  async (program) => {
    fake.answer("whoami --json", { code: 255, stderr: "error: not logged in" });
    fake.answer("stack --show-name", { stderr: "error: no stack named 'nope' found", code: 6 });
    const { code, stdout, stderr } = await run(program, "--stack", "nope");
    expect(stderr).toMatch(/^stack nope was not found \[no-stack\]\n/);
    expect([code, stdout]).toEqual([2, ""]);
  },
);
