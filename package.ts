export { SecureHome, type SecureHomeArgs } from "./components/secure-home.ts";
export type { DeviceOutput, HomeAssistantOutput } from "./components/outputs.ts";
export type {
  HomeDevice,
  HomeLane,
  HomeService,
  HomeSettings,
  HomeZoneSettings,
} from "./model/home-settings.ts";
