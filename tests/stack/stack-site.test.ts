import * as pulumi from "@pulumi/pulumi";
import { stackSite } from "../../stack/stack-site.ts";
import { mockCloud, unwrap } from "../components/support/mocked-cloud.ts";
import { sound, stored } from "../domain/stored-configuration.ts";
import { lookUps, virtualApi, zoneId } from "../preflight/support/virtual-zone.ts";

const secretKeys = ["cloudflare:apiToken"];

function write(settings: Readonly<Record<string, unknown>>): void {
  const own = Object.entries(stored(settings)).map(([key, value]) => [`ha-mtls:${key}`, value] as const);
  pulumi.runtime.setAllConfig({ ...Object.fromEntries(own), "cloudflare:apiToken": "the token" }, secretKeys);
}

test("the stack file's home is one component, in the zone that was found by its name", async () => {
  const cloud = await mockCloud({ lookUps: lookUps() });
  write(sound);
  jest.spyOn(globalThis, "fetch").mockImplementation(virtualApi().fetch);
  const site = stackSite();
  expect(await unwrap(site.zoneId)).toEqual({ value: zoneId, secret: false });
  expect(cloud.registrations.map(({ type, name }) => `${type} ${name}`)).toEqual([
    "ha-mtls:index:SecureHome home",
  ]);
});

test("a mistake in the file is refused before the component exists", async () => {
  const cloud = await mockCloud({ lookUps: lookUps() });
  write({ ...sound, hostname: "ha.example.org" });
  expect(stackSite).toThrow("hostname");
  expect(cloud.registrations).toEqual([]);
});
