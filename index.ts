import { SecureHome } from "./components/secure-home.ts";
import { describeDevices } from "./stack/outputs.ts";
import { readStack } from "./stack/read-stack.ts";

// What exists at Cloudflare because of the stack file, in the order in which it is made:
//   tunnel           the way from the edge to Home Assistant
//   zoneSettings     strict TLS, HTTPS only, WebSockets
//   devices          for each a key, a client certificate and a bundle
//   gate             the rule that blocks everybody else
//   publicHostnames  the DNS records, made when the gate is closed
// Any mistake in the file ends the run here, before anything is made.
const home = new SecureHome("home", readStack());

export const { url, tunnelId, tunnelToken, bundlePasswords, bundles, homeAssistant } = home;
export const devices = describeDevices(home.devices);
