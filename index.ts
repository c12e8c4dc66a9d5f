import { SecureHome } from "./components/secure-home.ts";
import { listDevices } from "./stack/outputs.ts";
import { readStack } from "./stack/read-stack.ts";

// What exists in Cloudflare because of the stack file, in the order in which it is made:
//   tunnel           the way from the edge to Home Assistant
//   zoneSettings     strict TLS, https only, WebSockets
//   devices          each a key, a client certificate, a bundle
//   gate             the rule that blocks everybody else
//   publicHostnames  the DNS record, made when the gate is closed
// Every mistake in the file ends the run here, before anything is made.
const home = new SecureHome("home", readStack());

export const { url, tunnelId, tunnelToken, bundlePasswords, bundles, homeAssistant } = home;
export const devices = listDevices(home.devices);
