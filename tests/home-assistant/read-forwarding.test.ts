import {
  type HomeAssistantOptions,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { HomeAssistant } from "../../home-assistant/home-assistant.ts";
import { readHttp } from "../../home-assistant/read-facts.ts";
import { readForwarding } from "../../home-assistant/read-forwarding.ts";
import { describeWithHass, startRealHomeAssistant } from "./real-home-assistant.ts";

const elsewhere = { useXForwardedFor: true, trustedProxies: ["10.0.0.1"] };
const here = { useXForwardedFor: true, trustedProxies: ["127.0.0.1"] };
const cases = [
  ["nothing", {}, "", { isOn: false, refused: [] }],
  ["another proxy", elsewhere, lines("10.0.0.1"), { isOn: true, refused: ["127.0.0.1"] }],
  ["this machine", here, lines("127.0.0.1"), { isOn: true, refused: [] }],
] as const;

function lines(proxy: string): string {
  return `  use_x_forwarded_for: true\n  trusted_proxies: [${proxy}]\n`;
}

async function startOld(options: HomeAssistantOptions) {
  const standIn = await startHomeAssistant({ version: "2026.7.1", ...options });
  return { standIn, home: new HomeAssistant({ url: standIn.url, tokens: ["token"] }) };
}

test.each(cases)("a request like a proxy's shows what is trusted: %s", async (...[, options, , expected]) => {
  const { standIn, home } = await startOld(options);
  expect(await readForwarding(home)).toEqual(expected);
  home.close();
  await standIn.close();
});

test("no such request is sent if the log already tells", async () => {
  const { standIn, home } = await startOld(elsewhere);
  await fetch(standIn.url, { headers: { "x-forwarded-for": "198.51.100.1" } });
  expect(await readForwarding(home)).toEqual({ isOn: true, refused: ["127.0.0.1"] });
  const forwarded = standIn.requests().filter(({ headers }) => headers["x-forwarded-for"] !== undefined);
  expect(forwarded).toHaveLength(1);
  home.close();
  await standIn.close();
});

describeWithHass(
  "the log of a real Home Assistant that reads its HTTP settings from configuration.yaml",
  (hass) => {
    test("shows whether nothing, another proxy or this machine is trusted", async () => {
      for (const [, , proxy, expected] of cases) {
        const real = await startRealHomeAssistant(hass, "api:\nonboarding:\nsystem_log:\n", { proxy });
        const home = new HomeAssistant({ url: real.url, tokens: [real.token] });
        const isOld = (await readHttp(home)) === undefined;
        if (isOld) expect(await readForwarding(home)).toEqual(expected);
        home.close();
        await real.stop();
        if (!isOld) return;
      }
    }, 180_000);
  },
);
