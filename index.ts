import { SecureHome } from "./components/secure-home";
import { describeOutputs } from "./stack/outputs";
import { readStack } from "./stack/read-stack";

// The stack file: a hostname and a list of devices. Every mistake in it ends the run here.
const stack = readStack();

// What exists in Cloudflare because of it, in the order in which it is made:
//   tunnel           the way from the edge to Home Assistant
//   zoneSettings     strict TLS, https only, WebSockets
//   devices          each a key, a client certificate, a bundle
//   gate             the rule that blocks everybody else
//   publicHostnames  the DNS record, made when the gate is closed
const home = new SecureHome("home", stack);

export const { url, tunnelId, tunnelToken, devices, bundlePasswords, bundles, homeAssistant } =
  describeOutputs(stack.home, home);
