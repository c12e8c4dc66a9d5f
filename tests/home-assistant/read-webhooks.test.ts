import { startHomeAssistant } from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { HomeAssistant } from "../../home-assistant/home-assistant.ts";
import { readWebhooks } from "../../home-assistant/read-webhooks.ts";

const users = { owner: { isAdmin: true }, guest: { isAdmin: false } };

async function readAs(token: string, isCut = false): ReturnType<typeof readWebhooks> {
  const home = await startHomeAssistant({ users });
  if (isCut) home.commands.set(1, "cut before");
  home.core.webhooks = [{ webhook_id: "doorbell", local_only: true }];
  const client = new HomeAssistant({ url: home.url, tokens: [token] });
  try {
    return await readWebhooks(client);
  } finally {
    client.close();
    await home.close();
  }
}

test("reads which webhooks accept the local network only", async () => {
  expect(await readAs("owner")).toEqual([{ id: "doorbell", localOnly: true }]);
});

test("where Home Assistant refuses to list its webhooks nothing is known of them", async () => {
  expect(await readAs("guest")).toBeUndefined();
});

test("where the answer is lost nothing is known of them", async () => {
  expect(await readAs("owner", true)).toBeUndefined();
});
