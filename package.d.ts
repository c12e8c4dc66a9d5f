export { SecureHome, type SecureHomeArgs } from "./types/components/secure-home";
export type { DeviceOutput, HomeAssistantOutput } from "./types/components/outputs";
export type {
  HomeDevice,
  HomeLane,
  HomeService,
  HomeSettings,
  HomeZoneSettings,
} from "./types/model/home-settings";
