import {
  type HomeAssistant as StandIn,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { z } from "zod";
import { AnswerLost, CommandRefused } from "../../home-assistant/answer.ts";
import { HomeAssistant } from "../../home-assistant/home-assistant.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function standIn(): Promise<StandIn> {
  const home = await startHomeAssistant({ users: { good: { isAdmin: true } } });
  open.push(() => home.close());
  return home;
}

function client(url: string, ...tokens: string[]): HomeAssistant {
  const home = new HomeAssistant({ url, tokens });
  open.push(() => {
    home.close();
  });
  return home;
}

test("the first accepted token is used", async () => {
  const { url } = await standIn();
  const ask = (...tokens: string[]) => client(url, ...tokens).ask({ type: "get_config" }, z.unknown());
  expect(await ask("old", "good")).toMatchObject({ version: "2026.11.0" });
  await expect(ask("old", "older")).rejects.toThrow("[refused-by-home-assistant]");
});

test("a refused command and a lost answer are different errors", async () => {
  const home = await standIn();
  const ask = () => client(home.url, "good").ask({ type: "get_config" }, z.unknown());
  home.commands.set(1, "refused");
  await expect(ask()).rejects.toThrow(CommandRefused);
  home.commands.set(1, "cut after");
  await expect(ask()).rejects.toThrow(AnswerLost);
});

test("an answer that doesn't arrive in time is lost", async () => {
  const home = await standIn();
  home.commands.set(1, "hang before");
  const asking = client(home.url, "good").ask({ type: "get_config" }, z.unknown(), 100);
  await expect(asking).rejects.toThrow("no answer within 0.1 s");
});

test("after a lost connection, the next command opens another one", async () => {
  const home = await standIn();
  const one = client(home.url, "good");
  home.commands.set(1, "cut before");
  await expect(one.ask({ type: "get_config" }, z.unknown())).rejects.toThrow(AnswerLost);
  expect(await one.ask({ type: "get_config" }, z.object({ version: z.string() }))).toEqual({
    version: "2026.11.0",
  });
});

test("an answer of an unknown form is a failure that names the field", async () => {
  const home = client((await standIn()).url, "good");
  await expect(home.ask({ type: "get_config" }, z.object({ version: z.number() }))).rejects.toThrow(
    /unknown form \(version/,
  );
});
