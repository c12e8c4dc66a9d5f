import { stackSite } from "../../stack/stack-site.ts";
import { mockCloud, unwrap } from "../components/support/mocked-cloud.ts";
import { sound } from "../domain/stored-configuration.ts";
import { lookUps, virtualApi, zoneId } from "../preflight/support/virtual-zone.ts";
import { writeStack } from "./write-stack.ts";

test("the stack file's home is one component, in the zone that was found by its name", async () => {
  const cloud = await mockCloud({ lookUps: lookUps() });
  writeStack(sound);
  jest.spyOn(globalThis, "fetch").mockImplementation(virtualApi().fetch);
  const site = stackSite();
  expect(await unwrap(site.zoneId)).toEqual({ value: zoneId, secret: false });
  expect(cloud.registrations.map(({ type, name }) => `${type} ${name}`)).toEqual([
    "ha-mtls:index:SecureHome home",
  ]);
});

test("a mistake in the file is refused before the component exists", async () => {
  const cloud = await mockCloud({ lookUps: lookUps() });
  writeStack({ ...sound, hostname: "ha.example.org" });
  expect(stackSite).toThrow("hostname");
  expect(cloud.registrations).toEqual([]);
});
