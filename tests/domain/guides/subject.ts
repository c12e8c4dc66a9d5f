import { guideFor, guideText } from "../../../domain/guides/guides.ts";
import type { Platform } from "../../../domain/configuration/home-settings.ts";

/** A device in its second generation. */
export const subject = {
  device: "anna-phone",
  certificateName: "anna-phone.2",
  fileName: "anna-phone.2",
  hostname: "ha.example.com",
};

/** The guide of a platform as the terminal shows it. */
export const textOf = (platform: Platform) => guideText(guideFor(platform, subject), subject);
