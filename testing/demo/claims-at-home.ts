import { z } from "zod";
import { appAddress } from "cloudflare-simulator/home-assistant/app.ts";
import { isTrusted } from "cloudflare-simulator/home-assistant/proxy.ts";
import type { DemoHome } from "./bring-up.ts";
import { askApi } from "./owner.ts";
import type { Claim } from "./visit.ts";
import type { World } from "./world.ts";

/** The claims about what the stack has set up at Home Assistant itself. */
export function claimsAtHome(home: DemoHome, world: World): Claim[] {
  return [
    claim("the Cloudflared app, with the tunnel's token", "installed, started", () =>
      describeApp(home, world),
    ),
    claim("the app's address, as Home Assistant's proxy", "trusted, confirmed", () => describeProxy(world)),
    claim("the tunnel's status at Cloudflare", "healthy", () => describeTunnel(home, world)),
  ];
}

function claim(who: string, expected: string, look: () => Promise<string> | string): Claim {
  const judge = async () => {
    const result = await look();
    return { holds: result === expected, result };
  };
  return { who, expected, judge };
}

async function describeApp({ tunnelId }: DemoHome, { simulator, homeAssistant }: World): Promise<string> {
  const [app] = homeAssistant.core.supervisor?.apps.values() ?? [];
  if (app === undefined) return "not installed";
  const path = `accounts/${simulator.accountId}/cfd_tunnel/${tunnelId}/token`;
  const isOurs = app.options["tunnel_token"] === (await askApi(simulator, "GET", path));
  return `installed, ${app.state}${isOurs ? "" : ", with another token"}`;
}

function describeProxy({ homeAssistant }: World): string {
  const { http } = homeAssistant.core;
  const { useXForwardedFor, trustedProxies = [] } = http?.proxy ?? {};
  if (useXForwardedFor !== true || !isTrusted(appAddress, trustedProxies)) return "not trusted";
  return http?.pending === null ? "trusted, confirmed" : "trusted on trial";
}

async function describeTunnel({ tunnelId }: DemoHome, { simulator }: World): Promise<string> {
  const path = `accounts/${simulator.accountId}/cfd_tunnel/${tunnelId}`;
  return tunnel.parse(await askApi(simulator, "GET", path)).status;
}

const tunnel = z.object({ status: z.string() });
