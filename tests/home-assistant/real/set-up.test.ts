import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { planReturn, recordFound } from "../../../domain/home-assistant/found.ts";
import { planHomeAssistant } from "../../../domain/home-assistant/plan.ts";
import { describeStep } from "../../../domain/home-assistant/steps.ts";
import { carryOut } from "../../../home-assistant/carry-out.ts";
import { HomeAssistant } from "../../../home-assistant/home-assistant.ts";
import { readFacts, readHttp } from "../../../home-assistant/read-facts.ts";
import { describeWithHass, type RealHomeAssistant, startRealHomeAssistant } from "../real-home-assistant.ts";

const wanted = {
  externalUrl: "https://ha.example.com",
  trustedProxies: ["127.0.0.1"],
  origin: "http://localhost:8123",
  tunnelId: "ours",
  token: "unused",
  takeOverApp: false,
};
const given = { externalUrls: [wanted.externalUrl], proxies: wanted.trustedProxies, tunnels: ["ours"] };

describeWithHass("a real Home Assistant", (hass) => {
  let real: RealHomeAssistant;
  let home: HomeAssistant;
  /** From 2026.8 on its HTTP settings can be changed from outside. */
  let isCurrent: boolean;

  beforeAll(async () => {
    real = await startRealHomeAssistant(hass, "config:\napi:\nonboarding:\n", { proxy: "" });
    home = new HomeAssistant({ url: real.url, tokens: [real.token] });
    isCurrent = (await readHttp(home)) !== undefined;
  }, 180_000);
  afterAll(async () => {
    home.close();
    await real.stop();
  });

  /** The status of a request that a proxy on this machine forwards. */
  async function forwarded(): Promise<number> {
    const headers = { "x-forwarded-for": "203.0.113.7" };
    return (await fetch(`${real.url}/auth/providers`, { headers })).status;
  }

  const told: string[] = [];
  const tell = (text: string): void => void told.push(text);
  const setUp = () => carryOut(home, { tell, plan: (facts) => planHomeAssistant(facts, wanted).steps });

  test("reports its facts, and refuses other tokens", async () => {
    expect(await readFacts(home)).toMatchObject({ externalUrl: null, supervisor: undefined });
    const stranger = new HomeAssistant({ url: real.url, tokens: ["wrong"] });
    await expect(readFacts(stranger)).rejects.toThrow("[refused-by-home-assistant]");
  });

  test("refuses a user who is not an administrator", async () => {
    const user = z.object({ user: z.object({ id: z.string() }) });
    const account = { username: "guest", password: "a guest's password" };
    const { user: guest } = await home.ask(
      { type: "config/auth/create", name: "Guest", group_ids: ["system-users"] },
      user,
    );
    await home.ask(
      { type: "config/auth_provider/homeassistant/create", user_id: guest.id, ...account },
      z.unknown(),
    );
    const visitor = new HomeAssistant({ url: real.url, tokens: [await logIn(real.url, account)] });
    await expect(readFacts(visitor)).rejects.toThrow("only lets administrators change its settings");
    visitor.close();
  });

  test("is set up, including restart and confirmation, and nothing is left to do the second time", async () => {
    expect(await forwarded()).toBe(400);
    const facts = await setUp();
    expect(facts.externalUrl).toBe(wanted.externalUrl);
    expect(planHomeAssistant(facts, wanted).steps.map(describeStep)).toEqual([]);
    if (!isCurrent) return;
    expect(facts.http).toMatchObject({ pending: undefined, active: "stable" });
    expect(await forwarded()).toBe(200);
  }, 120_000);

  test("somebody else's trial is neither confirmed nor ended", async () => {
    if (!isCurrent) return;
    const { stable } = (await readHttp(home)) ?? { stable: {} };
    await untilRunning();
    await home.ask(
      { type: "http/config/configure", config: { ...stable, login_attempts_threshold: 5 } },
      z.unknown(),
    );
    await untilRunning();
    const { steps, problems } = planHomeAssistant(await readFacts(home), {
      ...wanted,
      trustedProxies: ["10.0.0.9"],
    });
    expect([steps, problems.map(({ code }) => code)]).toEqual([[], ["unconfirmed-trial"]]);
    await home.ask({ type: "http/config/configure", config: null }, z.unknown());
    await untilRunning();
    expect(await readHttp(home)).toMatchObject({ pending: undefined, stable });
  }, 120_000);

  /** Waits through a restart, if one is under way. */
  async function untilRunning(): Promise<void> {
    for (let calm = 0; calm < 8;) {
      const state = await home
        .ask({ type: "get_config" }, z.object({ state: z.string() }))
        .catch(() => undefined);
      calm = state?.state === "RUNNING" ? calm + 1 : 0;
      await setTimeout(250);
    }
  }

  test("is restored to what it was", async () => {
    const nothing = {
      externalUrl: null,
      apps: [],
      repositories: [],
      proxies: { use: false, networks: [] },
      given,
    };
    const facts = await carryOut(home, { tell, plan: (found) => planReturn(found, nothing) });
    expect(facts.externalUrl).toBeNull();
    expect(recordFound(facts, undefined, given).proxies).toEqual(isCurrent ? nothing.proxies : undefined);
    expect(await forwarded()).toBe(400);
  }, 120_000);
});

/** https://developers.home-assistant.io/docs/auth_api/ */
async function logIn(url: string, account: { username: string; password: string }): Promise<string> {
  const client_id = `${url}/`;
  const send = async (path: string, body: object): Promise<Record<string, string>> => {
    const answer = await fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });
    return (await answer.json()) as Record<string, string>;
  };
  const handler = ["homeassistant", null];
  const { flow_id = "" } = await send("/auth/login_flow", { client_id, handler, redirect_uri: client_id });
  const { result: code = "" } = await send(`/auth/login_flow/${flow_id}`, { client_id, ...account });
  const exchange = new URLSearchParams({ grant_type: "authorization_code", code, client_id });
  const answer = await fetch(`${url}/auth/token`, { method: "POST", body: exchange });
  return ((await answer.json()) as { access_token: string }).access_token;
}
