import * as pulumi from "@pulumi/pulumi";
import { mockCloud, unwrap } from "./components/mocked-cloud.ts";
import { sound, stored } from "./domain/stored-configuration.ts";
import { lookUps, virtualApi } from "./preflight/virtual-zone.ts";

test("the program makes the home of the stack file and exports the outputs that owners and commands read", async () => {
  const cloud = await mockCloud({ lookUps: lookUps() });
  const settings = Object.entries(stored(sound)).map(([key, value]) => [`ha-mtls:${key}`, value] as const);
  pulumi.runtime.setAllConfig({ ...Object.fromEntries(settings), "cloudflare:apiToken": "the token" }, [
    "cloudflare:apiToken",
  ]);
  jest.spyOn(globalThis, "fetch").mockImplementation(virtualApi().fetch);
  for (const level of ["info", "warn"] as const) {
    jest.spyOn(pulumi.log, level).mockResolvedValue();
  }
  const program = await import("../index.ts");
  await cloud.asked("ha.example.com-record");
  expect(Object.keys(program).sort()).toEqual([
    "bundlePasswords",
    "bundles",
    "devices",
    "homeAssistant",
    "tunnelId",
    "tunnelToken",
    "url",
  ]);
  expect(await unwrap(program.url)).toEqual({ value: "https://ha.example.com", secret: false });
  expect(Object.keys((await unwrap(program.devices)).value)).toEqual(["anna-phone", "ben-phone"]);
  expect((await unwrap(program.tunnelToken)).secret).toBe(true);
});
