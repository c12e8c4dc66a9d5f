import { startHomeAssistant } from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { openHomeAssistant } from "../../../cli/home-assistant/access.ts";
import { readSessions } from "../../../home-assistant/sessions.ts";
import { deployedStack } from "../device/deployed-stack.ts";
import { withFakeEnvironment } from "../device/fake-environment.ts";
import { giveAccess, homeAssistantOptions } from "../device/lost/stack-with-access.ts";

const stack = deployedStack();
withFakeEnvironment(stack);
beforeEach(() => {
  delete process.env["HOME_ASSISTANT_TOKEN"];
  stack.deploy([{ name: "anna-phone" }]);
});

const notFound = {
  code: 255,
  stderr: "error: configuration key 'ha-mtls:homeAssistantToken' not found for stack 'prod'",
};

/** Whom Home Assistant takes the stack for. */
async function personAt(url: string): Promise<string | undefined> {
  giveAccess(stack, url);
  const home = await openHomeAssistant("prod");
  try {
    return home && (await readSessions(home)).person;
  } finally {
    home?.close();
  }
}

test("the stack's token is preferred to HOME_ASSISTANT_TOKEN", async () => {
  const home = await startHomeAssistant(homeAssistantOptions);
  process.env["HOME_ASSISTANT_TOKEN"] = "ben";
  expect(await personAt(home.url)).toBe("Anna");
  giveAccess(stack, home.url);
  stack.pulumi.answer("config get homeAssistantToken", notFound);
  const other = await openHomeAssistant("prod");
  expect((await readSessions(other!)).person).toBe("Ben");
  other!.close();
  await home.close();
});

test("HOME_ASSISTANT_TOKEN is not tried after Home Assistant has refused the stack's token", async () => {
  const home = await startHomeAssistant(homeAssistantOptions);
  process.env["HOME_ASSISTANT_TOKEN"] = "ben";
  giveAccess(stack, home.url, "withdrawn");
  const opened = await openHomeAssistant("prod");
  await expect(readSessions(opened!)).rejects.toThrow("[refused-by-home-assistant]");
  opened!.close();
  await home.close();
});

test("without address or without token there is no access", async () => {
  stack.pulumi.answer("config get homeAssistantToken", { stdout: "own\n" });
  expect(await openHomeAssistant("prod")).toBeUndefined();
  giveAccess(stack, "http://127.0.0.1:8123");
  stack.pulumi.answer("config get homeAssistantToken", notFound);
  expect(await openHomeAssistant("prod")).toBeUndefined();
});

test("a token that Pulumi can't read is a failure, and not no access", async () => {
  giveAccess(stack, "http://127.0.0.1:8123");
  stack.pulumi.answer("config get homeAssistantToken", { code: 255, stderr: "error: incorrect passphrase" });
  await expect(openHomeAssistant("prod")).rejects.toThrow(/passphrase/);
});
