import { type Edge, startEdge } from "cloudflare-simulator/edge/edge.ts";
import { ask } from "../support/ask.ts";
import { ingressOf, World } from "../support/edge-world.ts";

const ha = "ha.example.com";
let edge: Edge;

beforeEach(async () => {
  const world = await World.create();
  world.tunnel(ingressOf(ha), [ha]);
  const lane = `starts_with(http.request.uri.path, "/api/webhook/") or http.request.uri.path eq "/auth/token"`;
  world.rules(`lower(http.host) eq "${ha}" and not (${lane})`);
  edge = await startEdge({ state: world.state });
});

afterEach(() => edge.close());

// Rules see the normalised path, the origin the sent one: whatever gets past the rule must not mean more at the origin.
test.each([
  "/auth/authorize",
  "/auth/authorize?/api/webhook/x",
  "/auth/authorize#/api/webhook/x",
  "/auth/authorize/../../api/webhook/x",
  "/auth/authorize/%2e%2e/%2E%2e/api/webhook/x",
  "/auth/authorize\\..\\..\\api\\webhook\\x",
  "/auth/authorize//..//../api/webhook/x",
  "/api/webhook/../../auth/authorize",
  "/api/webhook/%2e%2e/%2e%2e/auth/authorize",
  "/api/webhook/x%2F..%2F..%2F..%2Fauth%2Fauthorize",
  "/api/webhook/..%5c..%5c..%5cauth/authorize",
  "/api/webhook/%252e%252e/%252e%252e/auth/authorize",
  "/api//webhook/../../auth/authorize",
  "//api/webhook/../../auth/authorize",
  "/API/webhook/x/../../../auth/authorize",
  "/;/api/webhook/x/../../auth/authorize",
  "https://ha.example.com/auth/authorize",
  "/./auth/authorize",
  "/%61uth/authorize",
])("a lane for webhooks does not open the log-in page: %s", async (path) => {
  const { status, body } = await ask(edge, { host: ha, path });
  expect(body).not.toContain("log in");
  expect([400, 403, 404]).toContain(status);
});

test.each(["/api/webhook/abc", "/api/webhook/a%2Fb", "/%61pi/webhook/abc?x=/y", "/auth/token"])(
  "the lane itself is open: %s",
  async (path) => {
    await ask(edge, { host: ha, path, method: "POST" });
    expect(edge.homeAssistant!.requests()).toMatchObject([{ method: "POST", target: path }]);
  },
);
