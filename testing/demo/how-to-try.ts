import { join } from "node:path";
import type { DemoHome } from "./bring-up.ts";
import type { World } from "./world.ts";

/** Explains, in lines, how to try a running home with curl and with a browser. */
export function explainHowToTry(home: DemoHome, world: World): string[] {
  const [device] = home.devices;
  if (device === undefined) return [];
  const { hostname } = home;
  const { simulator, folder } = world;
  const { port } = new URL(simulator.edge);
  const curl = `curl --connect-to ${hostname}:443:127.0.0.1:${port} --cacert ${simulator.edgeCa}`;
  const control = new URL("/_simulator", simulator.api).href;
  return [
    "",
    "Everything keeps running until Ctrl-C. Try it in another terminal:",
    "",
    "  as a stranger",
    `    ${curl} https://${hostname}/`,
    `  as ${device.name}`,
    `    ${curl} --cert-type P12 --cert ${device.bundle}:${device.password} https://${hostname}/`,
    "",
    "  with a browser, in a separate profile (chromium, google-chrome, microsoft-edge):",
    `    chromium --user-data-dir=${join(folder, "browser")} --host-resolver-rules="MAP ${hostname}:443 127.0.0.1:${port}" https://${hostname}/`,
    `    It doesn't trust the server's CA: import ${simulator.edgeCa}, or ignore the warning.`,
    "    It is blocked until you import the bundle (Settings, Privacy and security, Security, Manage certificates):",
    `      ${device.bundle}   password ${device.password}`,
    "",
    "  the requests to the simulated Cloudflare, and whether the home was ever open",
    `    curl ${control}/requests`,
    `    curl ${control}/exposures`,
  ];
}
