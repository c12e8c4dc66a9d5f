import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Identity } from "../../cli/verify-live/knock.ts";
import { fakePulumi } from "./support/fake-pulumi.ts";
import { type Outcome, spawnCommand } from "./support/spawn-command.ts";
import { hostname, password, useHouse } from "./verify-live/house.ts";

const house = useHouse();
const fake = fakePulumi();

function runIt(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { simulator } = house;
  const flags = [
    "--connect",
    new URL(simulator.edge).host,
    "--http-connect",
    new URL(simulator.edgeHttp).host,
    "--cafile",
    simulator.edgeCa,
  ];
  return spawnCommand({ program: "verify-live", words: [...flags, ...words], fake, simulator, environment });
}

test("one bundle is tried at one hostname, without a stack", async () => {
  writeFileSync(join(house.folder, "password"), `${password}\n`);
  const words = [
    "--hostname",
    hostname,
    "--bundle",
    join(house.folder, "anna-phone.p12"),
    "--password-file",
    join(house.folder, "password"),
  ];
  const { code, stdout, stderr } = await runIt(words);
  expect(stderr).toBe("The house is locked, and the family gets in.\n");
  expect(stdout).toContain("ha.example.com lets anna-phone.p12 in (200)");
  expect(code).toBe(0);
  expect(existsSync(join(fake.folder, "calls.jsonl"))).toBe(false);
});

test.each([
  {
    title: "is refused",
    device: "ben-phone",
    expected: 0,
    text: "fine     ha.example.com refuses ben-phone.p12",
  },
  { title: "still gets in", device: "anna-phone", expected: 1, text: "answered 200 to anna-phone.p12" },
])("a lost device's bundle that $title", async ({ device, expected, text }) => {
  writeFileSync(join(house.folder, "password"), `${password}\n`);
  const bundle = [
    "--bundle",
    join(house.folder, `${device}.p12`),
    "--password-file",
    join(house.folder, "password"),
  ];
  const { code, stdout, stderr } = await runIt(["--hostname", hostname, ...bundle, "--refused"]);
  expect(stdout).toContain(text);
  expect(stdout).not.toContain("WebSocket");
  expect({ code, fine: stderr === "The house is locked.\n" }).toEqual({
    code: expected,
    fine: expected === 0,
  });
});

test("checks that fail for the same reason are reported together", async () => {
  writeFileSync(join(house.folder, "password"), `${password}\n`);
  const bundle = ["--bundle", join(house.folder, "ben-phone.p12")];
  const words = ["--hostname", hostname, ...bundle, "--password-file", join(house.folder, "password")];
  const { code, stdout, stderr } = await runIt(words);
  expect(stdout.match(/problem/g)).toHaveLength(1);
  expect(stdout).toContain(
    "problem  ha.example.com refuses ben-phone.p12, which is listed [device-refused]\n",
  );
  expect(stdout).toMatch(
    /These fail for the same reason:\n +ha\.example\.com\/api\/websocket opens a WebSocket for ben-phone\.p12\n/,
  );
  expect(stderr).toMatch(/^2 of \d+ checks failed, for 1 reason\.\n$/);
  expect(code).toBe(1);
});

/** A deployed stack with Anna's phone, and a laptop that keeps its key. */
function answerAsStack(): void {
  const device = (identity: Identity): object => ({
    pin: "0",
    expiresOn: "2030-01-01T00:00:00Z",
    bundle: "b",
    device: identity.name,
    generation: 1,
    platform: "ios",
    certificateId: "c",
    certificate: "PEM",
  });
  const outputs = {
    url: `https://${hostname}`,
    tunnelId: house.tunnelId,
    tunnelToken: "the-token",
    devices: {
      "anna-phone": device(house.anna),
      "csr-laptop": device({ ...house.anna, name: "csr-laptop" }),
    },
    bundlePasswords: { "anna-phone": password },
    bundles: { "anna-phone": house.anna.bundle.toString("base64") },
  };
  const config = {
    "ha-mtls:zone": "example.com",
    "ha-mtls:hostname": hostname,
    "ha-mtls:devices": '[{"name":"anna-phone"},{"name":"csr-laptop","csr":"laptop.csr"}]',
  };
  fake.answer("stack --show-name", { stdout: "prod\n" });
  fake.answer("stack output", { stdout: JSON.stringify(outputs) });
  fake.answer("config --json", {
    stdout: JSON.stringify(
      Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value, secret: false }])),
    ),
  });
  fake.answer("config get", {
    code: 255,
    stderr: "error: configuration key 'cloudflare:apiToken' not found",
  });
}

test("everything in the stack is tried, and no secret is printed", async () => {
  answerAsStack();
  const { code, stdout, stderr } = await runIt(["--json"]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toMatchObject({ untried: ["csr-laptop"] });
  expect(code).toBe(0);
  expect(stdout).not.toContain(password);
  expect(stdout).not.toContain("the-token");
  expect(
    fake
      .calls()
      .flatMap(({ words }) => words)
      .join(" "),
  ).not.toContain(password);
});

test("an outdated connector is noted, and nothing fails", async () => {
  answerAsStack();
  const tunnel = house.simulator.state.tunnels.get(house.tunnelId)!;
  tunnel.connections = tunnel.connections.map((one) => ({ ...one, client_version: "2026.8.0" }));
  const { code, stdout } = await runIt([]);
  expect(stdout).toContain(
    "note     the connector runs cloudflared 2026.8.0, which is older than 2026.10.2\n",
  );
  expect(code).toBe(0);
});

test.each([
  [
    "a token that Cloudflare refuses is noted",
    "y".repeat(40),
    /note {5}the connector's version could not be/,
  ],
  ["nothing is asked without a token", "", /^(?!.*the connector)/s],
])("for the connector's version %s, and nothing fails", async (_title, token, expected) => {
  answerAsStack();
  const { code, stdout } = await runIt([], { CLOUDFLARE_API_TOKEN: token });
  expect(stdout).toMatch(expected);
  expect(stdout).not.toContain("y".repeat(40));
  expect(code).toBe(0);
});

test.each([
  [["--bundle", "x.p12"], "requires --hostname and --password-file"],
  [["--refused"], "requires --bundle"],
  [["--connect", "nowhere"], "It must be host:port"],
  [["--colour"], "unknown option '--colour'"],
])("bad usage %j exits 2", async (words, text) => {
  const { code, stderr } = await runIt(words);
  expect(stderr).toContain(text);
  expect(code).toBe(2);
});
