import { withoutNulls } from "../../components/describe-outputs.ts";
import type { SecureHome } from "../../package.ts";
import { soundHome } from "../domain/sound-home.ts";
import { makeHome } from "./support/make-home.ts";
import { pinOf, unwrap } from "./support/mocked-cloud.ts";
import { several } from "./support/several-services.ts";

describe("a home's outputs", () => {
  const home = soundHome(several);

  async function outputs(): Promise<SecureHome> {
    return (await makeHome(home)).made;
  }

  test("are the address, the tunnel and the devices", async () => {
    const { url, tunnelId, devices: described } = await outputs();
    expect(await unwrap(url)).toEqual({ value: "https://ha.example.com", secret: false });
    expect(await unwrap(tunnelId)).toEqual({ value: "id of tunnel", secret: false });
    const { value, secret } = await unwrap(described);
    expect(secret).toBe(false);
    expect(Object.keys(value).sort()).toEqual(["anna-phone", "anna-phone.2", "server"]);
    expect(value["anna-phone.2"]).toMatchObject({
      pin: pinOf("anna-phone.2-certificate"),
      expiresOn: "2036-01-01T00:00:00Z",
      bundle: "bundles/test/anna-phone.2.p12",
      device: "anna-phone",
      generation: 2,
      platform: "ios",
      certificateId: "id of anna-phone.2-certificate",
    });
    expect(value["server"]).toMatchObject({ certificateFile: "bundles/test/server.pem" });
    expect(value["server"]).not.toHaveProperty("bundle");
  });

  test("have token, passwords and bundles as secrets", async () => {
    const { tunnelToken, bundlePasswords, bundles } = await outputs();
    expect(await unwrap(tunnelToken)).toEqual({ value: "token of the tunnel", secret: true });
    const passwords = await unwrap(bundlePasswords);
    expect(passwords).toEqual({
      value: {
        "anna-phone": "password of anna-phone-password",
        "anna-phone.2": "password of anna-phone.2-password",
      },
      secret: true,
    });
    expect((await unwrap(bundles)).secret).toBe(true);
  });

  test("have Home Assistant's configuration, of which only the parts with the token are secret", async () => {
    const { value: setup } = await unwrap((await outputs()).homeAssistant);
    expect(setup.configuration).toContain("trusted_proxies:");
    expect(await unwrap(setup.addonOptions)).toEqual({
      value: "additional_hosts: []\ntunnel_token: token of the tunnel\n",
      secret: true,
    });
    expect(await unwrap(setup.dockerCompose)).toMatchObject({ secret: true });
  });

  test("are complete even without devices", async () => {
    const nobody = soundHome({ devices: [] });
    const { devices: none, bundles } = (await makeHome(nobody)).made;
    expect((await unwrap(none)).value).toEqual({});
    expect((await unwrap(bundles)).value).toEqual({});
  });
});

test("a device without a file loses the key of that file, not the others", () => {
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
  const devices = {
    "anna-phone": { ...device, bundle: "bundles/prod/anna-phone.p12", certificateFile: null },
    server: { ...device, bundle: null, certificateFile: "bundles/prod/server.pem" },
  };
  expect(withoutNulls(devices)).toEqual({
    "anna-phone": { ...device, bundle: "bundles/prod/anna-phone.p12" },
    server: { ...device, certificateFile: "bundles/prod/server.pem" },
  });
});
