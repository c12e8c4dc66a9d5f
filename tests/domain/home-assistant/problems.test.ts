import { failed, howToTrust } from "../../../domain/home-assistant/problems.ts";

// What a Supervisor really says: https://github.com/home-assistant/supervisor/blob/main/supervisor/exceptions.py
test.each([
  ["'StoreManager.add_repository' blocked from execution, no supervisor internet connection", "internet"],
  [
    "Cmd('git') failed due to: exit code(128)\n  stderr: 'fatal: Could not resolve host: github.com'",
    "internet",
  ],
  ["'AppManager.install' blocked from execution, not enough free space (0.5GB) left on the device", "disk"],
  ["'AppManager.install' blocked from execution, supervisor needs to be updated first", "Update"],
  ["'AppManager.install' blocked from execution, unsupported OS version", "Update"],
  ["'AppManager.install' blocked from execution, system is not healthy - docker", "Repairs"],
  ["'AppManager.install' blocked from execution, system is not running - startup", "is busy"],
  ["Another job is running for job group container_addon_396f0234_cloudflared", "is busy"],
  ["its Supervisor did not answer", "starting"],
  ["Failed to create HTTP server at port 80: address already in use", "uses the port"],
  ["An unknown error occurred with app 396f0234_cloudflared. Check Supervisor logs for details", "logs"],
])("“%s” comes with what its owner can do", (said, advice) => {
  const { what, fix } = failed("install the app 396f0234_cloudflared", said);
  expect(what).toContain(said);
  expect(fix).toContain(advice);
});

test("what makes Home Assistant trust the connector depends on its version, where that is known", () => {
  const page = "HTTP server → Reverse proxy";
  expect(howToTrust(undefined)).toMatch(
    new RegExp(`2026\\.8 on: .*${page}[^]*Up to 2026\\.7: .*configuration\\.yaml`),
  );
  const old = howToTrust({ version: "2024.3.3", http: undefined });
  expect(old).toContain("Home Assistant 2024.3.3: add use_x_forwarded_for");
  expect(old).not.toContain(page);
  const http = { stable: {}, pending: undefined, error: undefined, active: "stable" };
  expect(howToTrust({ version: "2026.11.0", http })).toContain("npx pulumi up does this");
});
