import {
  expandPreset,
  isOneWebhook,
  lanePaths,
  laneSentence,
  opensLogin,
  overlap,
} from "../../../domain/configuration/lanes.ts";
import { webhookLane as lane } from "../webhook-lane.ts";

test.each([
  ["webhook:abc", ["/api/webhook/abc"]],
  ["webhook: a_B-9", ["/api/webhook/a_B-9"]],
  ["alexa", ["/api/alexa/smart_home", "/auth/token"]],
  ["google-assistant", ["/api/google_assistant", "/auth/token"]],
])("the preset %s stands for exact paths", (preset, paths) => {
  expect(expandPreset(preset)).toEqual({ paths });
  expect(lanePaths({ preset })).toEqual({ paths });
});

test.each(["webhook", "webhook:", "webhook:../auth", "webhook:a%2f", "Alexa", "toString", ""])(
  "the preset %j is refused and opens nothing",
  (preset) => {
    expect(expandPreset(preset)).toHaveProperty("mistake");
    expect(lanePaths({ preset })).toEqual({ paths: [] });
  },
);

test("a webhook's lane opens its exact path", () => {
  expect(lanePaths({ webhook: "a_B-9" })).toEqual({ paths: ["/api/webhook/a_B-9"] });
});

test.each([
  [{ webhook: "a" }, true],
  [{ preset: "webhook:a" }, true],
  [{ paths: ["/api/webhook/a"] }, true],
  [{ webhook: "a", paths: ["/b"] }, false],
  [{ webhook: "a", prefix: "/b/" }, false],
  [{ prefix: "/api/webhook/" }, false],
  [{ paths: ["/api/webhooks"] }, false],
])("%j opens one webhook and nothing else: %s", (written, expected) => {
  expect(isOneWebhook(lanePaths(written))).toBe(expected);
});

test("a preset, a webhook, paths and a prefix add up", () => {
  expect(lanePaths({ preset: "webhook:a", webhook: "w", paths: ["/b"], prefix: "/c/" })).toEqual({
    paths: ["/api/webhook/a", "/api/webhook/w", "/b"],
    prefix: "/c/",
  });
});

test.each([
  [{ paths: ["/"] }],
  [{ paths: ["/auth"] }],
  [{ paths: ["/auth/authorize"] }],
  [{ paths: ["/auth/token/"] }],
  [{ prefix: "/" }],
  [{ prefix: "/auth/" }],
  [{ prefix: "/auth/providers/" }],
])("%j opens the login", (paths) => {
  expect(opensLogin(paths)).toBe(true);
});

test.each([
  [{ paths: ["/authors"] }],
  [{ paths: ["/api/auth"] }],
  [{ prefix: "/api/webhook/" }],
  [{ prefix: "/authors/" }],
  [{ preset: "webhook:auth" }],
  [{ paths: ["/auth/token"] }],
  [{ preset: "alexa" }],
  [{ preset: "google-assistant" }],
  [{}],
])("%j does not open the login", (paths) => {
  expect(opensLogin(paths)).toBe(false);
});

test.each([
  [{ paths: ["/a"] }, { paths: ["/b", "/a"] }, true],
  [{ paths: ["/a/b"] }, { prefix: "/a/" }, true],
  [{ prefix: "/a/" }, { prefix: "/a/b/" }, true],
  [{ preset: "webhook:x" }, { prefix: "/api/" }, true],
  [{ paths: ["/a"] }, { prefix: "/a/" }, false],
  [{ prefix: "/a/" }, { prefix: "/ab/" }, false],
  [{ preset: "webhook:x" }, { preset: "webhook:y" }, false],
  [{ preset: "alexa" }, { preset: "google-assistant" }, false],
  [{ preset: "alexa" }, { preset: "alexa" }, true],
  [{ preset: "alexa" }, { paths: ["/auth/token"] }, true],
])("%j and %j overlap: %s, whichever is first", (one, other, expected) => {
  expect(overlap(one, other)).toBe(expected);
  expect(overlap(other, one)).toBe(expected);
});

test("a lane's sentence says what becomes public, for whom, and why", () => {
  expect(laneSentence(lane)).toBe(
    "ha.example.com: anybody may reach /api/webhook/abc without a certificate, because: the doorbell calls",
  );
  const narrow = { ...lane, prefix: "/b/", methods: ["POST"], addresses: ["203.0.113.7"], asn: [64496] };
  expect(laneSentence(narrow)).toBe(
    "ha.example.com: 203.0.113.7, AS64496 may reach /api/webhook/abc, everything below /b/ (POST only) " +
      "without a certificate, because: the doorbell calls",
  );
});
