import type { HomeAssistantOptions } from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { z } from "zod";
import { HomeAssistant } from "../../../../home-assistant/home-assistant.ts";
import type { DeployedStack } from "../deployed-stack.ts";

const anna = { isAdmin: true, name: "Anna" };

/** Anna with her phone, her tablet and the stack's own access, and Ben, whose sessions she can't see. */
export const homeAssistantOptions: HomeAssistantOptions = {
  useXForwardedFor: true,
  trustedProxies: ["127.0.0.1"],
  users: { own: anna, phone: anna, tablet: anna, ben: { isAdmin: false, name: "Ben" } },
  sessions: {
    phone: {
      client_id: "https://home-assistant.io/android",
      last_used_at: "2026-11-27T08:12:30.000000+00:00",
      last_used_ip: "203.0.113.7",
    },
    tablet: {
      client_id: "https://ha.example.com/",
      last_used_at: "2026-11-26T21:00:00.000000+00:00",
      last_used_ip: "192.168.1.20",
    },
    ben: { client_id: "https://home-assistant.io/iOS" },
  },
};

/** Gives the stack an address of Home Assistant and an access token. */
export function giveAccess({ pulumi }: DeployedStack, url: string, token = "own"): void {
  const plain = (value: string) => ({ value, secret: false });
  pulumi.answer("config --json", {
    stdout: JSON.stringify({
      "ha-mtls:zone": plain("example.com"),
      "ha-mtls:hostname": plain("ha.example.com"),
      "ha-mtls:devices": plain(JSON.stringify([{ name: "anna-phone" }, { name: "ben-phone" }])),
      "ha-mtls:homeAssistant": plain(JSON.stringify({ url })),
    }),
  });
  pulumi.answer("config get homeAssistantToken", { stdout: `${token}\n` });
}

/** The ids of these tokens' sessions, read with the tokens themselves. */
export async function sessionsOf(url: string, ...tokens: string[]): Promise<string[]> {
  const list = z.array(z.object({ id: z.string(), is_current: z.boolean() }));
  const asked = tokens.map(async (token) => {
    const home = new HomeAssistant({ url, tokens: [token] });
    const all = await home.ask({ type: "auth/refresh_tokens" }, list);
    home.close();
    return all.find(({ is_current }) => is_current)?.id ?? "";
  });
  return await Promise.all(asked);
}
