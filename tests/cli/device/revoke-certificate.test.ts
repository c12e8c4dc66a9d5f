import { deployedStack } from "./deployed-stack.ts";
import { withCloudflare, withFakeEnvironment } from "./fake-environment.ts";
import { runDevice } from "./run-device.ts";

const stack = deployedStack();
withFakeEnvironment(stack);

const { issue, pinByRule, statusOf, useToken } = withCloudflare();
beforeEach(useToken);

test("revokes a certificate that an interrupted run left behind", async () => {
  const [kept, twin] = [await issue("/O=Home/CN=anna-phone"), await issue("/O=Home/CN=anna-phone")];
  stack.deploy([{ name: "anna-phone", certificateId: kept }]);
  const { code, stderr } = await runDevice("revoke-certificate", twin);
  expect(code).toBe(0);
  expect(stderr).toContain(`Revoked ${twin} (anna-phone`);
  expect(await statusOf(twin)).not.toBe("active");
  expect(await statusOf(kept)).toBe("active");
  expect((await runDevice("revoke-certificate", twin)).stderr).toContain("is already revoked");
});

test("refuses a certificate that another home's rule lets pass", async () => {
  const id = await issue("/O=Home/CN=anna-phone");
  stack.deploy([{ name: "anna-phone", certificateId: "other" }]);
  await pinByRule(id);
  const { code, stderr } = await runDevice("revoke-certificate", id);
  expect(code).toBe(2);
  expect(stderr).toContain(`${id} is in use: custom rule "the cabin's" lets it pass [held-by-stack]`);
  expect(await statusOf(id)).toBe("active");
});

test("refuses a certificate that the stack uses", async () => {
  const id = await issue("/O=Home/CN=anna-phone");
  stack.deploy([{ name: "anna-phone", certificateId: id }]);
  const { code, stderr } = await runDevice("revoke-certificate", id);
  expect(code).toBe(2);
  expect(stderr).toContain(`${id} is a certificate in use by stack prod [held-by-stack]`);
  expect(await statusOf(id)).toBe("active");
});

test.each([
  ["of another device", "/O=Home/CN=neighbour"],
  ["of another organization", "/O=Elsewhere/CN=anna-phone"],
])("refuses a certificate %s, because it is somebody else's", async (_whose, subject) => {
  const id = await issue(subject);
  stack.deploy([{ name: "anna-phone" }]);
  const { code, stderr } = await runDevice("revoke-certificate", id);
  expect(code).toBe(2);
  expect(stderr).toContain("[unknown-certificate]");
  expect(await statusOf(id)).toBe("active");
});

test("says when the zone has no such certificate", async () => {
  stack.deploy([{ name: "anna-phone" }]);
  const { code, stderr } = await runDevice("revoke-certificate", "0".repeat(32));
  expect(code).toBe(2);
  expect(stderr).toContain("is not a certificate of the zone example.com [unknown-certificate]");
});
