import { deployedStack, password } from "./deployed-stack.ts";
import { withCloudflare, withFakeEnvironment } from "./fake-environment.ts";
import { runDevice } from "./run-device.ts";

const stack = deployedStack();
withFakeEnvironment(stack);

const { issue, revoke, useToken } = withCloudflare();

test("shows one line for each certificate, as not checked when there is no token", async () => {
  stack.deploy([{ name: "anna-phone", platform: "ios" }, { name: "laptop" }]);
  const { code, stdout, stderr } = await runDevice("list");
  const [head, first, second] = stdout.split("\n");
  expect(head).toMatch(/^NAME +PLATFORM +STATUS +EXPIRES +PIN +BUNDLE$/);
  expect(first).toMatch(
    /^anna-phone +ios +active \(not checked\) +in 36\d\d days .*anna-phone.p12 \(not on this machine\)$/,
  );
  expect(second).toMatch(/^laptop +other +active/);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("--json is an array with one object for each certificate, without any secret", async () => {
  const outputs = stack.deploy([
    { name: "anna-phone", platform: "ios" },
    { name: "laptop", ownKey: true },
  ]);
  const { stdout } = await runDevice("list", "--json");
  const rows = JSON.parse(stdout) as Record<string, unknown>[];
  expect(rows.map(({ name, status, filePresent }) => [name, status, filePresent])).toEqual([
    ["anna-phone", "active", false],
    ["laptop", "active", false],
  ]);
  expect(stdout).not.toContain(password);
  expect(stdout).not.toContain(outputs["tunnelToken"]);
});

test("asks Cloudflare when there is a token: exit code 1 and advice when a certificate was revoked outside Pulumi", async () => {
  useToken();
  const id = await issue("/O=Home/CN=anna-phone");
  stack.deploy([{ name: "anna-phone", certificateId: id }]);
  const fine = await runDevice("list");
  expect(fine.code).toBe(0);
  expect(fine.stdout).toMatch(/anna-phone +other +active +in/);
  await revoke(id);
  const { code, stdout, stderr } = await runDevice("list");
  expect(code).toBe(1);
  expect(stdout).toContain("REVOKED OUTSIDE");
  expect(stderr).toBe(
    "anna-phone has a certificate that was revoked outside Pulumi: the device is locked out [changed-outside]\n" +
      "  Issue a new one: set generation: 2 for anna-phone, then npm run adopt && npx pulumi up\n" +
      "  If the device is lost, set revoked: true for anna-phone instead, then the same commands\n",
  );
});

test("exit code 1 when a certificate expires within 30 days, with how to replace it", async () => {
  stack.deploy([{ name: "anna-phone", days: 29 }]);
  const { code, stderr } = await runDevice("list");
  expect(code).toBe(1);
  expect(stderr).toMatch(/^anna-phone has a certificate that expires in 2[89] days \[expires-soon\]\n/);
  expect(stderr).toContain(
    "  Replace it without a gap: set generation: 2 and keepPrevious: true for anna-phone, then npx pulumi up\n",
  );
});

test("exit code 2 when there is a token and Cloudflare can't be asked; the list is shown nevertheless", async () => {
  process.env["CLOUDFLARE_API_TOKEN"] = "not-the-token-that-it-takes-aaaaaaaaaaaaa";
  stack.deploy([{ name: "anna-phone" }]);
  const { code, stdout, stderr } = await runDevice("list");
  expect(code).toBe(2);
  expect(stdout).toContain("active (not checked)");
  expect(stderr).toContain("[refused-token]");
});

test("--ics has one event for each device, for its newest certificate", async () => {
  stack.deploy([{ name: "anna-phone" }, { name: "anna-phone", generation: 2 }, { name: "laptop" }]);
  const { code, stdout } = await runDevice("list", "--ics");
  expect(code).toBe(0);
  expect(stdout.match(/^UID:[^\r]*/gm)).toEqual([
    "UID:anna-phone@ha.example.com",
    "UID:laptop@ha.example.com",
  ]);
  expect(stdout.endsWith("END:VCALENDAR\r\n")).toBe(true);
});

test("lists the stack of --stack", async () => {
  stack.deploy([{ name: "anna-phone" }]);
  await runDevice("list", "--stack", "cabin");
  expect(
    stack.pulumi
      .calls()
      .slice(-3)
      .map(({ words }) => words.join(" ")),
  ).toEqual([
    expect.stringMatching(/^stack output .*--stack cabin/),
    expect.stringMatching(/^config --json .*--stack cabin/),
    expect.stringMatching(/^config get cloudflare:apiToken --stack cabin/),
  ]);
});
