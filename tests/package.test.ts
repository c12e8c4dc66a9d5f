import * as pulumi from "@pulumi/pulumi";
import { makeHome } from "./components/support/make-home.ts";
import { unwrap } from "./components/support/mocked-cloud.ts";
import { several } from "./components/support/several-services.ts";
import { soundHome } from "./domain/sound-home.ts";

test("a home is a component that another program can make", async () => {
  const { made, cloud } = await makeHome(soundHome());
  expect(made).toBeInstanceOf(pulumi.ComponentResource);
  expect(cloud.registrations[0]).toMatchObject({
    type: "ha-mtls:index:SecureHome",
    name: "home",
    inputs: {},
  });
});

test("a device of SecureHome has no key for a file that it does not have", async () => {
  const { made } = await makeHome(soundHome(several));
  const { value } = await unwrap(made.devices);
  expect(value["anna-phone"]).toMatchObject({ bundle: "bundles/test/anna-phone.p12" });
  expect(value["anna-phone"]).not.toHaveProperty("certificateFile");
  expect(value["server"]).not.toHaveProperty("bundle");
});
