import { blockRules } from "../../../domain/rules/gate-rule.ts";
import { withSimulator } from "../../simulator/with-simulator.ts";
import { newCsr } from "../../simulator/new-csr.ts";
import { deployedStack } from "./deployed-stack.ts";
import { runDevice } from "./run-device.ts";

const cloud = withSimulator();
const stack = deployedStack();
const phase = "http_request_firewall_custom";

const before = { ...process.env };
beforeEach(() => {
  process.env["PATH"] = stack.pulumi.path;
  process.env["CLOUDFLARE_BASE_URL"] = cloud.simulator.api;
  process.env["CLOUDFLARE_API_TOKEN"] = cloud.simulator.apiToken;
});
afterEach(() => {
  process.env = { ...before };
});

interface Issued {
  readonly id: string;
  readonly pin: string;
}

async function issue(name: string): Promise<Issued> {
  const certificate = await cloud.client.clientCertificates.create({
    ...cloud.zone,
    csr: newCsr(`/CN=${name}/O=Home`),
    validity_days: 3650,
  });
  return { id: certificate.id ?? "", pin: certificate.fingerprint_sha256 ?? "" };
}

const skip = { ref: "skip", action: "skip", expression: "ssl", action_parameters: { ruleset: "current" } };

/** A house with two devices, one of which has two generations, in a zone whose list is full and bypassed. */
async function house(): Promise<{ anna: readonly Issued[]; ben: Issued; tunnel: string }> {
  const [first, second, ben] = [
    await issue("anna-phone"),
    await issue("anna-phone"),
    await issue("ben-phone"),
  ];
  const [gate] = blockRules({
    hostnames: ["ha.example.com"],
    lanes: [],
    pins: [first.pin, second.pin, ben.pin],
  });
  const others = [1, 2, 3].map((n) => ({ ref: `r${n}`, action: "block", expression: 'http.host eq "x"' }));
  const own = { ref: "ha-mtls-prod-1", action: "block", ...gate };
  await cloud.client.rulesets.phases.update(phase, { ...cloud.zone, rules: [skip, own, ...others] as never });
  const { id: tunnel = "" } = await cloud.client.zeroTrust.tunnels.cloudflared.create({
    ...cloud.account,
    name: "ha-mtls-prod",
  });
  await cloud.control("POST", `/tunnels/${tunnel}/connections`);
  stack.deploy([{ name: "anna-phone" }, { name: "ben-phone" }]);
  const resource = (type: string, name: string, rest: object) => ({
    urn: `urn:pulumi:prod::ha-mtls::${type}::${name}`,
    type,
    ...rest,
  });
  const certificate = (name: string, { id, pin }: Issued) =>
    resource("cloudflare:index/clientCertificate:ClientCertificate", `${name}-certificate`, {
      id,
      outputs: { fingerprintSha256: pin, zoneId: cloud.simulator.zoneId },
    });
  const resources = [
    certificate("anna-phone", first),
    certificate("anna-phone.2", second),
    certificate("ben-phone", ben),
    resource("cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared", "tunnel", {
      id: tunnel,
      outputs: { accountId: cloud.simulator.accountId },
    }),
  ];
  const exported = { version: 3, deployment: { resources } };
  stack.pulumi.answer("stack export", { stdout: JSON.stringify(exported) });
  return { anna: [first, second], ben, tunnel };
}

const rules = () => [...cloud.simulator.state.rulesets.values()].flatMap((ruleset) => ruleset.rules);
const statusOf = (id: string) => cloud.simulator.state.clientCertificates.get(id)?.status;

test("all generations of the device leave the rules, its certificates are revoked, and connections are cut", async () => {
  const { anna, ben, tunnel } = await house();
  const others = rules().filter(({ ref }) => ref !== "ha-mtls-prod-1");
  const { code, stderr } = await runDevice("lock-out", "anna-phone");
  expect(stderr).toContain("The gate's rules: the device is blocked from now on.");
  expect(stderr).toContain("Now write revoked: true at anna-phone in Pulumi.prod.yaml, then: npx pulumi up");
  expect(code).toBe(0);
  const own = rules().find(({ ref }) => ref === "ha-mtls-prod-1");
  expect(own?.expression.match(/[0-9a-f]{64}/g)).toEqual([ben.pin]);
  expect(rules().filter(({ ref }) => ref !== "ha-mtls-prod-1")).toEqual(others);
  expect(anna.map(({ id }) => statusOf(id))).not.toContain("active");
  expect(statusOf(ben.id)).toBe("active");
  expect(cloud.simulator.state.tunnels.get(tunnel)?.connections).toEqual([]);
});

test("it can be done again, and says that there is nothing left to do", async () => {
  await house();
  await runDevice("lock-out", "anna-phone");
  const { code, stderr } = await runDevice("lock-out", "anna-phone");
  expect(stderr).toContain("no rule lets the device in");
  expect(stderr).toContain("is revoked already");
  expect(code).toBe(0);
});

test("a step that fails keeps none of the others from being done, and shows in the exit code", async () => {
  const { anna } = await house();
  await cloud.control("POST", "/faults", { method: "PATCH", path: "/rules/", status: 403 });
  const { code, stderr } = await runDevice("lock-out", "anna-phone");
  expect(stderr).toContain("The gate's rules: failed. ");
  expect(anna.map(({ id }) => statusOf(id))).not.toContain("active");
  expect(code).toBe(1);
});

test("a name that has no certificate is refused, with where to look", async () => {
  await house();
  const { code, stderr } = await runDevice("lock-out", "carla");
  expect(stderr).toBe(
    "carla has no certificate in the stack prod [unknown-device]\n  See what it has: npm run device -- list\n",
  );
  expect(code).toBe(2);
});
