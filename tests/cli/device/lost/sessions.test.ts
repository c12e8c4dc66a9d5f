import {
  type HomeAssistant,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { withAnswers } from "../../support/answers.ts";
import { deployedStack } from "../deployed-stack.ts";
import { withCloudflare, withFakeEnvironment } from "../fake-environment.ts";
import { runDevice } from "../run-device.ts";
import { giveAccess, homeAssistantOptions, sessionsOf } from "./stack-with-access.ts";

const stack = deployedStack();
withFakeEnvironment(stack);
const cloudflare = withCloudflare();
const answer = withAnswers();

let home: HomeAssistant;
beforeEach(async () => {
  home = await startHomeAssistant(homeAssistantOptions);
  stack.deploy([{ name: "anna-phone" }]);
  cloudflare.useToken();
});
afterEach(() => home.close());

/** Whether Home Assistant still accepts a token. */
const accepts = (token: string): Promise<boolean> =>
  sessionsOf(home.url, token).then(
    () => true,
    () => false,
  );

test("the list shows client, last use and address of the token's own user only, and ends nothing", async () => {
  giveAccess(stack, home.url);
  const { code, stdout, stderr } = await runDevice("sessions");
  expect(stdout).toMatch(/^1 +Android app +2026-11-27 08:12 UTC +203\.0\.113\.7 /m);
  expect(stdout).toMatch(/^2 +https:\/\/ha\.example\.com\/ +2026-11-26 21:00 UTC +192\.168\.1\.20 /m);
  expect(stdout).toMatch(/^- .*\(the stack's own access\)/m);
  expect(stdout).not.toContain("iPhone");
  expect(stderr).toContain("These are Anna's sessions.");
  expect(stderr).toContain("another person's");
  expect([code, await accepts("phone"), await accepts("tablet")]).toEqual([0, true, true]);
});

test("--json prints the same for programs", async () => {
  giveAccess(stack, home.url);
  const { stdout } = await runDevice("sessions", "--json");
  const [phone] = await sessionsOf(home.url, "phone");
  expect(JSON.parse(stdout)).toMatchObject({
    person: "Anna",
    sessions: [{ id: phone, lastUsedIp: "203.0.113.7", isCurrent: false }, {}, {}],
  });
});

test("without access it says what to do by hand, exit code 2", async () => {
  const { code, stderr } = await runDevice("sessions");
  expect(stderr).toContain("This stack has no access to Home Assistant [no-home-assistant-token]");
  expect(stderr).toContain("profile → Security → Refresh tokens");
  expect(code).toBe(2);
});

test("the owner chooses on the terminal, and is asked again after a number that is not in the list", async () => {
  giveAccess(stack, home.url);
  answer("7", "1");
  const { code, stderr } = await runDevice("disconnect");
  expect(stderr).toContain("Enter numbers from 1 to 2.");
  expect(stderr).toMatch(/Ended: Android app \([0-9a-f]{32}\)/);
  expect([code, await accepts("phone"), await accepts("tablet")]).toEqual([0, false, true]);
});

test("Enter ends none", async () => {
  giveAccess(stack, home.url);
  answer("");
  const { code, stderr } = await runDevice("disconnect");
  expect(stderr).toContain("No session was ended.");
  expect([code, await accepts("phone"), await accepts("tablet")]).toEqual([0, true, true]);
});

test("nothing is asked when the stack's own session is the only one", async () => {
  giveAccess(stack, home.url, "ben");
  const { code, stderr } = await runDevice("disconnect");
  expect(stderr).toContain("Ben has no session except the one that the stack uses.");
  expect(stderr).toContain("another person's");
  expect(code).toBe(0);
});

test("the stack can't be locked out of Home Assistant: its own session is refused, and so is an unknown one", async () => {
  giveAccess(stack, home.url);
  const [own, ben] = await sessionsOf(home.url, "own", "ben");
  expect((await runDevice("disconnect", "--end-session", own!)).stderr).toContain(
    `--end-session ${own!} is the stack's own access to Home Assistant [bad-value]`,
  );
  expect((await runDevice("disconnect", "--end-session", ben!)).stderr).toContain(
    `--end-session ${ben!} is not a session of Anna, or was already ended [bad-value]`,
  );
  expect([await accepts("own"), await accepts("ben")]).toEqual([true, true]);
});
