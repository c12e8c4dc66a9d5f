import { deployedStack } from "./deployed-stack.ts";
import { withFakeEnvironment } from "./fake-environment.ts";
import { runDevice } from "./run-device.ts";

const stack = deployedStack();
withFakeEnvironment(stack);

test("prints the platform's guide for the device", async () => {
  stack.deploy([{ name: "anna-phone", generation: 2, platform: "android" }]);
  const { code, stdout } = await runDevice("guide", "anna-phone");
  expect(code).toBe(0);
  expect(stdout).toContain("Android phone or tablet");
  expect(stdout).toContain("anna-phone.2.p12");
  expect(stdout).toContain("VPN & app user certificate");
});

test("the guide for a device that keeps its key says how to combine it with the certificate", async () => {
  stack.deploy([{ name: "laptop", platform: "linux", ownKey: true }]);
  expect((await runDevice("guide", "laptop")).stdout).toContain(
    "openssl pkcs12 -export -name laptop -inkey laptop.key",
  );
});
