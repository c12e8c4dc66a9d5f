import { startSimulator } from "cloudflare-simulator";
import { withSimulator } from "./support/with-simulator.ts";

const underTest = withSimulator({ zoneName: "home.example.org" });

test("two simulators share nothing but the CA", async () => {
  const { simulator, send } = underTest;
  const other = await startSimulator({ zoneName: "home.example.org" });
  try {
    expect(other.apiToken).not.toBe(simulator.apiToken);
    const authorization = `Bearer ${other.apiToken}`;
    expect((await send("/zones", { headers: { authorization } })).status).toBe(403);
    expect(other.requests()).toEqual([]);
  } finally {
    await other.close();
  }
});

test("a request to the edge is logged with its outcome", async () => {
  const { simulator } = underTest;
  await fetch(`${simulator.edgeHttp}/`);
  expect(simulator.edgeRequests()).toMatchObject([{ method: "GET", tls: false, outcome: "refused" }]);
  expect(simulator.homeAssistant?.requests()).toEqual([]);
});

test("a port that is taken is an error that leaves nothing running", async () => {
  const { port } = new URL(underTest.simulator.api);
  await expect(startSimulator({ apiPort: Number(port) })).rejects.toThrow("EADDRINUSE");
});
