import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { planHomeAssistant } from "../../../domain/home-assistant/plan.ts";
import { withProxies } from "../../../domain/home-assistant/proxies.ts";
import { carryOut } from "../../../home-assistant/carry-out.ts";
import { HomeAssistant } from "../../../home-assistant/home-assistant.ts";
import { readFacts } from "../../../home-assistant/read-facts.ts";
import { describeWithHass, type RealHomeAssistant, startRealHomeAssistant } from "../real-home-assistant.ts";

jest.setTimeout(900_000);

const wanted = {
  externalUrl: undefined,
  trustedProxies: ["127.0.0.1"],
  origin: "http://localhost:8123",
  tunnelId: "ours",
  token: "unused",
  takeOverApp: false,
};

/** It takes six minutes, as long as Home Assistant waits. */
const slowly = process.env["SLOW"] === undefined ? test.skip : test;

describeWithHass("a real Home Assistant whose trial of HTTP settings nobody confirms", (hass) => {
  let real: RealHomeAssistant;
  let home: HomeAssistant;
  beforeAll(async () => {
    if (process.env["SLOW"] === undefined) return;
    real = await startRealHomeAssistant(hass, "config:\napi:\nonboarding:\n", { proxy: "" });
    home = new HomeAssistant({ url: real.url, tokens: [real.token] });
  });
  afterAll(async () => {
    if (process.env["SLOW"] === undefined) return;
    home.close();
    await real.stop();
  });

  async function forwarded(): Promise<number | undefined> {
    const headers = { "x-forwarded-for": "203.0.113.7" };
    return fetch(`${real.url}/auth/providers`, { headers }).then(
      ({ status }) => status,
      () => undefined,
    );
  }

  async function until(status: number, patienceMs: number): Promise<number> {
    const begun = Date.now();
    while ((await forwarded()) !== status && Date.now() < begun + patienceMs) await setTimeout(500);
    return Date.now() - begun;
  }

  slowly(
    "restores the old ones after five minutes and reports it; the next run succeeds (SLOW=1)",
    async () => {
      const { http } = await readFacts(home);
      if (http === undefined) return;
      const config = withProxies(http.stable, wanted.trustedProxies);
      await home.ask({ type: "http/config/configure", config }, z.unknown());
      expect(await until(200, 120_000)).toBeLessThan(120_000);
      const waited = await until(400, 400_000);
      expect(waited).toBeGreaterThan(240_000);
      expect(waited).toBeLessThan(400_000);
      const after = await readFacts(home);
      expect(after.http).toMatchObject({
        active: "stable",
        stable: http.stable,
        pending: config,
        error: "nobody confirmed them within five minutes",
      });
      await carryOut(home, {
        tell: () => undefined,
        plan: (facts) => planHomeAssistant(facts, wanted).steps,
      });
      expect(await forwarded()).toBe(200);
      expect((await readFacts(home)).http).toMatchObject({ active: "stable", pending: undefined });
    },
  );
});
