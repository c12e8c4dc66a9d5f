import * as pulumi from "@pulumi/pulumi";
import { openSite, planSite } from "../../components/site.ts";
import { PublicHostname } from "../../components/public-hostname.ts";
import { soundHome } from "../domain/sound-home.ts";
import { accountId, lookUps, virtualApi, zoneId } from "../preflight/support/virtual-zone.ts";
import { mockCloud, registered, unwrap } from "./support/mocked-cloud.ts";

const settings = {
  zone: "example.com",
  hostname: "ha.example.com",
  devices: [{ name: "anna-phone" }],
  apiToken: pulumi.secret("the token"),
};

beforeEach(() => {
  jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  jest.spyOn(pulumi.log, "info").mockResolvedValue();
});

async function open() {
  const cloud = await mockCloud({ lookUps: lookUps() });
  jest.spyOn(globalThis, "fetch").mockImplementation(virtualApi().fetch);
  const plan = planSite("home", settings);
  const parent = new pulumi.ComponentResource("ha-mtls:index:SecureHome", "home");
  const site = openSite(plan, parent);
  const found = { zoneId: await unwrap(site.zoneId), accountId: await unwrap(site.accountId) };
  return { cloud, site, found };
}

test("a second home in the same run is refused by its name", async () => {
  await open();
  expect(() => planSite("cottage", settings)).toThrow("cottage is a second home");
});

test("a component that is made after others depends on them and is the parent's child", async () => {
  const { cloud, site } = await open();
  const make = (label: string, options: pulumi.ComponentResourceOptions) =>
    new PublicHostname(label, { home: soundHome(), zoneId: "zone", hostname: label, tunnelId: "t" }, options);
  const one = make("one", site.first);
  make("two", site.after([one]));
  await cloud.asked("two-record");
  expect(registered(cloud, "two-record").dependencies).toContain(registered(cloud, "one-record").urn);
  expect(registered(cloud, "two").parent).toBe("home");
});

test("the survey finds the zone and its account, and does not look at Home Assistant unless the stack sets it up", async () => {
  const { site, found } = await open();
  expect(found).toEqual({
    zoneId: { value: zoneId, secret: false },
    accountId: { value: accountId, secret: false },
  });
  expect(site.homeAssistant).toBeUndefined();
});
