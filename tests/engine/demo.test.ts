import { spawnSync } from "node:child_process";
import { join } from "node:path";

jest.setTimeout(180_000);

const root = join(import.meta.dirname, "..", "..");

test("the demo with a real pulumi up shows the same home: all claims hold", () => {
  const words = [join(root, "testing", "demo", "demo.ts"), "--engine"];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/DNS record: ha\.example\.com can be reached, as the last step/);
  expect(stdout.match(/Home Assistant: Cloudflare reports the tunnel as healthy\n/g)).toHaveLength(1);
  expect(stdout.match(/^ok /gm)).toHaveLength(21);
  expect(stdout).not.toMatch(/^FAIL/m);
});
