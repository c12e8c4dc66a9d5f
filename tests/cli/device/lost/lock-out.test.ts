import { withSimulator } from "../../../simulator/support/with-simulator.ts";
import { deployedStack } from "../deployed-stack.ts";
import { withSimulatedEnvironment } from "../fake-environment.ts";
import { houseToLock } from "./house-to-lock.ts";
import { runDevice } from "../run-device.ts";

const cloud = withSimulator();
const stack = deployedStack();
withSimulatedEnvironment(stack, cloud);

const house = () => houseToLock(cloud, stack);
const rules = () => [...cloud.simulator.state.rulesets.values()].flatMap((ruleset) => ruleset.rules);
const statusOf = (id: string) => cloud.simulator.state.clientCertificates.get(id)?.status;

test("all generations of the device are removed from the rules, its certificates revoked, and connections closed", async () => {
  const { anna, ben, tunnel } = await house();
  const others = rules().filter(({ ref }) => ref !== "ha-mtls-prod-1");
  const { code, stderr } = await runDevice("lock-out", "anna-phone");
  expect(stderr).toContain("The gate's rules: the device is blocked from now on.");
  expect(stderr).toContain("Now set revoked: true for anna-phone in Pulumi.prod.yaml, then: npx pulumi up");
  expect(code).toBe(0);
  const own = rules().find(({ ref }) => ref === "ha-mtls-prod-1");
  expect(own?.expression.match(/[0-9a-f]{64}/g)).toEqual([ben.pin]);
  expect(rules().filter(({ ref }) => ref !== "ha-mtls-prod-1")).toEqual(others);
  expect(anna.map(({ id }) => statusOf(id))).not.toContain("active");
  expect(statusOf(ben.id)).toBe("active");
  expect(cloud.simulator.state.tunnels.get(tunnel)?.connections).toEqual([]);
});

test("it can be repeated, and then says that nothing is left to do", async () => {
  await house();
  await runDevice("lock-out", "anna-phone");
  const { code, stderr } = await runDevice("lock-out", "anna-phone");
  expect(stderr).toContain("no rule lets the device in");
  expect(stderr).toContain(": already revoked.");
  expect(code).toBe(0);
});

test("a step that fails does not prevent the others, and shows in the exit code", async () => {
  const { anna } = await house();
  await cloud.control("POST", "/faults", { method: "PATCH", path: "/rules/", status: 403 });
  const { code, stderr } = await runDevice("lock-out", "anna-phone");
  expect(stderr).toContain("The gate's rules: failed. ");
  expect(anna.map(({ id }) => statusOf(id))).not.toContain("active");
  expect(code).toBe(1);
});

test("a name without a certificate is refused, with the command that lists the certificates", async () => {
  await house();
  const { code, stderr } = await runDevice("lock-out", "carla");
  expect(stderr).toBe(
    "carla has no certificate in stack prod [unknown-device]\n  List the certificates: npm run device -- list\n  If the device is already locked out, end what it still has open: npm run device -- disconnect\n",
  );
  expect(code).toBe(2);
});
