import { once } from "node:events";
import { withSimulator } from "../../../simulator/support/with-simulator.ts";
import { deployedStack } from "../deployed-stack.ts";
import { withSimulatedEnvironment } from "../fake-environment.ts";
import { houseToLock, openThroughEdge } from "./house-to-lock.ts";
import { runDevice } from "../run-device.ts";
import { giveAccess, homeAssistantOptions, sessionsOf } from "./stack-with-access.ts";

const cloud = withSimulator({ homeAssistant: homeAssistantOptions });
const stack = deployedStack();
withSimulatedEnvironment(stack, cloud);

const house = () => houseToLock(cloud, stack, []);
const access = () => {
  giveAccess(stack, cloud.simulator.homeAssistant!.url);
};

/** Whether the phone's token is still accepted, by its WebSocket through a certificate that is let in. */
const accepted = async (identity: Parameters<typeof openThroughEdge>[1]): Promise<boolean> =>
  await openThroughEdge(cloud, identity, "phone").then(
    (socket) => {
      socket.terminate();
      return true;
    },
    () => false,
  );

test("lock-out closes the phone's open WebSocket through the edge, and the phone can't open another", async () => {
  const { anna } = await house();
  const phone = await openThroughEdge(cloud, anna[0], "phone");
  const closed = once(phone, "close");
  const { code } = await runDevice("lock-out", "anna-phone");
  await closed;
  expect(code).toBe(0);
  await expect(openThroughEdge(cloud, anna[0], "phone")).rejects.toThrow("403");
});

test("lock-out ends the session that is named and no other", async () => {
  const { ben } = await house();
  access();
  const [phone, tablet] = await sessionsOf(cloud.simulator.homeAssistant!.url, "phone", "tablet");
  const { code, stderr } = await runDevice("lock-out", "anna-phone", "--end-session", phone!);
  expect(stderr).toContain(`Ended: Android app (${phone!})`);
  expect(code).toBe(0);
  expect(await accepted(ben)).toBe(false);
  expect(await sessionsOf(cloud.simulator.homeAssistant!.url, "tablet")).toEqual([tablet]);
});

test("without a terminal the phone's sessions can't be chosen: everything else is done, and the exit code is 1", async () => {
  const { ben, tunnel } = await house();
  access();
  const { code, stderr } = await runDevice("lock-out", "anna-phone");
  expect(stderr).toContain("The gate's rules: the device is blocked from now on.");
  expect(cloud.simulator.state.tunnels.get(tunnel)?.connections).toEqual([]);
  expect(stderr).toContain("Anna's sessions at Home Assistant:\nNO  CLIENT");
  expect(stderr).toContain("add --end-session <id>, or --keep-sessions");
  expect(code).toBe(1);
  expect(await accepted(ben)).toBe(true);
});

test("--keep-sessions does not contact Home Assistant", async () => {
  await house();
  access();
  const { code, stderr } = await runDevice("lock-out", "anna-phone", "--keep-sessions");
  expect(stderr).not.toContain("sessions");
  expect(cloud.simulator.homeAssistant?.commands.commands()).toEqual([]);
  expect(code).toBe(0);
});

test("after an up that locked the phone out, disconnect closes what is open, and everybody else reconnects", async () => {
  const { ben } = await house();
  const socket = await openThroughEdge(cloud, ben, "phone");
  const closed = once(socket, "close");
  const { code, stderr } = await runDevice("disconnect");
  await closed;
  expect(stderr).toContain("The tunnel's connections: closed. All devices that are not locked out reconnect");
  expect(code).toBe(0);
  expect(await accepted(ben)).toBe(true);
});

test("without access to Home Assistant it says where to delete the session, and how to end all connections", async () => {
  await house();
  const { code, stderr } = await runDevice("lock-out", "anna-phone");
  expect(stderr).toContain("Home Assistant's sessions: the stack has no access to them.");
  expect(stderr).toContain("profile → Security → Refresh tokens");
  expect(stderr).toMatch(/restart the connector: every device reconnects[^]*Rotate token/);
  expect(code).toBe(0);
});

test("a Home Assistant that can't be reached, as from outside the home, does not prevent anything else", async () => {
  const { anna } = await house();
  giveAccess(stack, "http://127.0.0.1:9");
  const { code, stderr } = await runDevice("lock-out", "anna-phone");
  expect(stderr).toContain("Home Assistant's sessions: failed. Home Assistant at http://127.0.0.1:9");
  expect(stderr).toContain("profile → Security → Refresh tokens");
  expect(code).toBe(1);
  await expect(openThroughEdge(cloud, anna[0], "phone")).rejects.toThrow("403");
});

test("connections that can't be closed show in the exit code, and another way to end them is named", async () => {
  await house();
  await cloud.control("POST", "/faults", { method: "DELETE", path: "/connections", status: 403 });
  const { code, stderr } = await runDevice("disconnect", "--keep-sessions");
  expect(stderr).toContain("The tunnel's connections: failed. ");
  expect(stderr).toContain("restart the connector");
  expect(code).toBe(1);
});
