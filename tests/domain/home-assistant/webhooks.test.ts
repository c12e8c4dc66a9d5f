import { findIdleWebhooks, howToOpenWebhook } from "../../../domain/home-assistant/webhooks.ts";
import { soundHome } from "../sound-home.ts";

const { lanes } = soundHome({
  lanes: [
    { webhook: "doorbell", reason: "the doorbell calls" },
    { preset: "alexa", reason: "Alexa" },
    { prefix: "/api/webhook/weather/", reason: "the weather service" },
  ],
});

test("a webhook that accepts every caller is no finding", () => {
  expect(findIdleWebhooks(lanes, [{ id: "doorbell", localOnly: false }])).toEqual([]);
});

test("a webhook that accepts the local network only is a finding, with the way to open it", () => {
  expect(findIdleWebhooks(lanes, [{ id: "doorbell", localOnly: true }])).toEqual([
    expect.objectContaining({
      where: "ha.example.com/api/webhook/doorbell",
      fix: `Give its trigger ${howToOpenWebhook}.`,
    }),
  ]);
});

test("a webhook that is not registered is a finding; paths that are no webhook are none", () => {
  expect(findIdleWebhooks(lanes, [{ id: "other", localOnly: true }]).map(({ what }) => what)).toEqual([
    "is a webhook that Home Assistant does not have",
  ]);
});
