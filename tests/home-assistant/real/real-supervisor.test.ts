import {
  type SupervisorServer,
  serveSupervisor,
} from "cloudflare-simulator/home-assistant/supervisor-server.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { planReturn, recordFound } from "../../../domain/home-assistant/found.ts";
import { planHomeAssistant } from "../../../domain/home-assistant/plan.ts";
import { describeStep } from "../../../domain/home-assistant/steps.ts";
import { carryOut } from "../../../home-assistant/carry-out.ts";
import { HomeAssistant } from "../../../home-assistant/home-assistant.ts";
import { readFacts } from "../../../home-assistant/read-facts.ts";
import { tokenOf } from "../../domain/home-assistant/tunnel-token.ts";
import { busyRefusal, httpRefusals, refusalOf, refusals, refusalWhileBusy } from "../refusals.ts";
import { describeWithHass, type RealHomeAssistant, startRealHomeAssistant } from "../real-home-assistant.ts";

jest.setTimeout(180_000);

const wanted = {
  externalUrl: "https://ha.example.com",
  trustedProxies: ["127.0.0.1"],
  origin: "http://homeassistant:8123",
  tunnelId: "ours",
  token: tokenOf("ours"),
  takeOverApp: false,
};
const given = { externalUrls: [wanted.externalUrl], proxies: wanted.trustedProxies, tunnels: ["ours"] };
const slug = "396f0234_cloudflared";

describeWithHass("a real Home Assistant with a Supervisor", (hass) => {
  const running: string[] = [];
  let supervisor: Supervisor;
  let server: SupervisorServer;
  let real: RealHomeAssistant;
  let home: HomeAssistant;

  beforeAll(async () => {
    supervisor = new Supervisor({
      installMs: 1500,
      runConnector: (token) => {
        running.push(token);
        return () => void running.splice(running.indexOf(token), 1);
      },
    });
    server = await serveSupervisor(supervisor, () => {
      real.restart();
    });
    const { environment } = server;
    real = await startRealHomeAssistant(hass, "config:\napi:\nonboarding:\n", { proxy: "", environment });
    home = new HomeAssistant({ url: real.url, tokens: [real.token] });
  });
  afterAll(async () => {
    home.close();
    await real.stop();
  });

  const told: string[] = [];
  const tell = (text: string): void => void told.push(text);

  test("has the app installed, given the tunnel's token and started, and later everything undone", async () => {
    const before = await readFacts(home);
    expect(before.supervisor).toEqual({ apps: [], repositories: ["core", "local"] });
    const facts = await carryOut(home, { tell, plan: (found) => planHomeAssistant(found, wanted).steps });
    expect(told).toContainEqual(expect.stringMatching(/^downloading 396f0234_cloudflared: \d+ %$/));
    expect(facts.supervisor?.apps).toMatchObject([{ slug, state: "started", boot: "auto", watchdog: true }]);
    expect(running).toEqual([wanted.token]);
    expect(planHomeAssistant(facts, wanted).steps.map(describeStep)).toEqual([]);
    const record = recordFound(before, undefined, given);
    const after = await carryOut(home, { tell, plan: (found) => planReturn(found, record) });
    expect(running).toEqual([]);
    expect(after).toEqual(before);
  });

  test("refuses the same commands as the stand-in, with the same codes and messages", async () => {
    supervisor.install("https://github.com/homeassistant-apps/repository");
    const isCurrent = (await readFacts(home)).http !== undefined;
    const all = [...refusals, ...(isCurrent ? httpRefusals : [])];
    const found = [];
    for (const [what, command] of all) found.push({ what, ...(await refusalOf(home, command)) });
    const expected = all.map(([what, , code, message]) => ({
      ...{ what, code },
      message: expect.stringMatching(message) as string,
    }));
    expect(found).toEqual(expected);
    expect(await refusalWhileBusy(home, supervisor)).toEqual(busyRefusal);
  });

  test("sends an empty message if its Supervisor is gone, which is reported as such", async () => {
    await server.close();
    await expect(readFacts(home)).rejects.toThrow("its Supervisor did not answer");
  });
});
