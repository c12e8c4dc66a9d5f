export { SecureHome, type SecureHomeArgs } from "./components/secure-home.ts";
export type { DeviceOutput, HomeAssistantOutput } from "./components/outputs.ts";
export type {
  HomeAssistantSettings,
  HomeDevice,
  HomeLane,
  HomeService,
  HomeSettings,
  HomeZoneSettings,
} from "./domain/configuration/home-settings.ts";
