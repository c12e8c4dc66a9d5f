import { describeOutputs } from "./components/describe-outputs.ts";
import { Device } from "./components/device.ts";
import { doorsOf, Gate } from "./components/gate.ts";
import { HomeAssistant } from "./components/home-assistant.ts";
import { PublicHostname } from "./components/public-hostname.ts";
import { RestorePoint } from "./components/restore-point.ts";
import { Tunnel } from "./components/tunnel.ts";
import { ZoneSettings } from "./components/zone-settings.ts";
import { stackSite } from "./stack/stack-site.ts";

/**
 * What exists because of the stack file, in the order in which it may exist: a hostname becomes reachable last, and is
 * removed first. Pulumi calls this function, and SecureHome calls it for other programs. A mistake in the file, or in the
 * zone, ends the run before anything is made.
 */
export default function makeHome(site = stackSite()) {
  const { home, after } = site;

  // The zone's previous settings, which destroy restores
  const restorePoint = new RestorePoint("restore-point", site, site.first);
  const recorded = after(restorePoint.recorded);

  // The way from the edge to Home Assistant
  const tunnel = new Tunnel("tunnel", site, recorded);

  // Strict TLS, HTTPS only, WebSockets
  const zoneSettings = new ZoneSettings("zone-settings", site, recorded);

  // For each device a key, a client certificate and a bundle
  const devices = home.held.map((held) => new Device(held.logicalName, { ...site, held }, recorded));

  // The rule that blocks everybody else. A renamed or removed hostname loses its ingress before its rule.
  const doors = doorsOf(home, devices);
  const gate = new Gate("gate", { ...site, doors }, after(restorePoint.recorded, tunnel.ingress));

  // The DNS records. With its record, strangers can reach a hostname: by then the gate is closed and TLS is strict.
  const guarded = after(gate.closed, gate, zoneSettings.set, zoneSettings, tunnel);
  const publicHostnames = home.services.map(
    ({ hostname }) => new PublicHostname(hostname, { ...site, hostname, tunnelId: tunnel.id }, guarded),
  );

  // The connector in Home Assistant, and the settings with which it accepts the tunnel's requests
  if (site.homeAssistant !== undefined) {
    const args = { ...site, ...site.homeAssistant, tunnelId: tunnel.id, tunnelToken: tunnel.token };
    new HomeAssistant("home-assistant", args, after(publicHostnames));
  }

  return describeOutputs({ home, tunnel, devices, publicHostnames });
}

// Other programs make a home with this component; `pulumi package add` looks for it from here.
export type { SecureHome } from "./package.ts";
