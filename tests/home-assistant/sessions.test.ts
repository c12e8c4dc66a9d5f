import {
  type HomeAssistant as StandIn,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { HomeAssistant } from "../../home-assistant/home-assistant.ts";
import { endSession, readSessions } from "../../home-assistant/sessions.ts";
import { homeAssistantOptions } from "../cli/device/lost/stack-with-access.ts";

let standIn: StandIn;
let home: HomeAssistant;
beforeEach(async () => {
  standIn = await startHomeAssistant(homeAssistantOptions);
  home = new HomeAssistant({ url: standIn.url, tokens: ["own"] });
});
afterEach(async () => {
  home.close();
  await standIn.close();
});

test("the token's user sees their own sessions, the most recently used first", async () => {
  const { person, sessions } = await readSessions(home);
  expect(person).toBe("Anna");
  expect(sessions).toMatchObject([
    { clientId: "https://home-assistant.io/android", lastUsedIp: "203.0.113.7", isCurrent: false },
    { clientId: "https://ha.example.com/", lastUsedIp: "192.168.1.20", isCurrent: false },
    { clientId: null, lastUsedAt: null, isCurrent: true },
  ]);
});

test("an ended session is gone, and ending it again is not a failure", async () => {
  const [phone] = (await readSessions(home)).sessions;
  await endSession(home, phone!.id);
  await endSession(home, phone!.id);
  expect((await readSessions(home)).sessions.map(({ id }) => id)).not.toContain(phone!.id);
});

test.each(["cut before", "cut after"] as const)(
  "a session is ended although the connection is %s",
  async (kind) => {
    const [phone] = (await readSessions(home)).sessions;
    standIn.commands.set(1, kind);
    await endSession(home, phone!.id);
    expect((await readSessions(home)).sessions.map(({ id }) => id)).not.toContain(phone!.id);
  },
);

test("a refusal is reported in Home Assistant's words", async () => {
  standIn.commands.set(1, "refused");
  await expect(readSessions(home)).rejects.toThrow(/could not list the sessions: Disturbed by a test/);
});

test("a Home Assistant that goes away is reported as unreachable", async () => {
  await readSessions(home);
  await standIn.close();
  await expect(endSession(home, "any")).rejects.toThrow(/can't be reached/);
});
