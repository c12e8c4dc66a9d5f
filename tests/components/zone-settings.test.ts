import { ZoneSettings } from "../../components/zone-settings.ts";
import { soundHome } from "../domain/sound-home.ts";
import { children, mockCloud, registered, run } from "./support/mocked-cloud.ts";

test("each setting is one resource, named after it", async () => {
  const cloud = await mockCloud();
  const home = soundHome({ zoneSettings: { alwaysUseHttps: "leave" } });
  await run(() => new ZoneSettings("zone-settings", { zoneId: "zone", home }));
  expect(children(cloud)).toEqual([
    "cloudflare:index/zoneSetting:ZoneSetting zone-settings-ssl",
    "cloudflare:index/zoneSetting:ZoneSetting zone-settings-websockets",
  ]);
  expect(registered(cloud, "zone-settings-ssl").inputs).toEqual({
    zoneId: "zone",
    settingId: "ssl",
    value: "strict",
  });
});

test("settings that are left alone are no resources", async () => {
  const cloud = await mockCloud();
  const home = soundHome({ zoneSettings: { ssl: "leave", alwaysUseHttps: "leave", webSockets: "leave" } });
  await run(() => new ZoneSettings("zone-settings", { zoneId: "zone", home }));
  expect(children(cloud)).toEqual([]);
});
