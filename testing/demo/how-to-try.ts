import { join } from "node:path";
import type { House } from "./bring-up.ts";
import type { World } from "./world.ts";

/** How to try a house that keeps running, with curl and with a browser; one entry is one line. */
export function explainHowToTry(house: House, world: World): string[] {
  const [device] = house.devices;
  if (device === undefined) return [];
  const { hostname } = house;
  const { simulator, folder } = world;
  const { port } = new URL(simulator.edge);
  const curl = `curl --connect-to ${hostname}:443:127.0.0.1:${port} --cacert ${simulator.edgeCa}`;
  const control = new URL("/_simulator", simulator.api).href;
  return [
    "",
    "Everything keeps running until Ctrl-C. Try it from another terminal:",
    "",
    "  as a stranger",
    `    ${curl} https://${hostname}/`,
    `  as ${device.name}`,
    `    ${curl} --cert-type P12 --cert ${device.bundle}:${device.password} https://${hostname}/`,
    "",
    "  with a browser, in a profile of its own (chromium, google-chrome, microsoft-edge):",
    `    chromium --user-data-dir=${join(folder, "browser")} --host-resolver-rules="MAP ${hostname}:443 127.0.0.1:${port}" https://${hostname}/`,
    `    It warns of the server's authority, ${simulator.edgeCa}: import that, or go on.`,
    "    Then it is blocked, until you import the bundle under Settings, Privacy and security, Security, Manage certificates:",
    `      ${device.bundle}   password ${device.password}`,
    "",
    "  what the simulated Cloudflare was asked, and whether it was ever open",
    `    curl ${control}/requests`,
    `    curl ${control}/exposures`,
  ];
}
