import * as pulumi from "@pulumi/pulumi";
import type { DeviceOutput } from "../../components/outputs.ts";
import { describeDevices } from "../../stack/outputs.ts";
import { unwrap } from "../components/mocked-cloud.ts";

const device = {
  pin: "ab".repeat(32),
  expiresOn: "2036-01-01T00:00:00Z",
  profilePassword: false,
  device: "anna-phone",
  generation: 1,
  platform: "ios",
  certificateId: "c",
  certificate: "PEM",
};

test("every device has the same keys: a file that it does not have is null", async () => {
  const devices: Record<string, DeviceOutput> = {
    "anna-phone": { ...device, bundle: "bundles/prod/anna-phone.p12" },
    server: { ...device, certificateFile: "bundles/prod/server.pem" },
  };
  expect(await unwrap(describeDevices(pulumi.output(devices)))).toEqual({
    value: {
      "anna-phone": { ...device, bundle: "bundles/prod/anna-phone.p12", certificateFile: null },
      server: { ...device, bundle: null, certificateFile: "bundles/prod/server.pem" },
    },
    secret: false,
  });
});
