import { ask } from "../../support/ask.ts";
import { withSimulator } from "../../support/with-simulator.ts";

const underTest = withSimulator();
const request = async (method: string, path: string, body?: object): Promise<unknown> => {
  const { simulator, send } = underTest;
  const init = { method, ...(body && { body: JSON.stringify(body) }) };
  const response = await send(`/accounts/${simulator.accountId}/access${path}`, init);
  return ((await response.json()) as { result: unknown }).result;
};

test("an account doesn't require Access protection until it is enabled", async () => {
  expect(await request("GET", "/organizations")).toMatchObject({ deny_unmatched_requests: false });
  expect(await request("PUT", "/organizations", { deny_unmatched_requests: true })).toMatchObject({
    deny_unmatched_requests: true,
    deny_unmatched_requests_exempted_zone_names: [],
  });
  expect(await request("GET", "/apps")).toEqual([]);
});

test("the edge then refuses hostnames that have no Access application", async () => {
  const { simulator } = underTest;
  const answered = async (host: string) => {
    const edge = { httpsPort: Number(new URL(simulator.edge).port), httpPort: 0, caPath: simulator.edgeCa };
    const { status, body } = await ask(edge, { host });
    return [status, /Cloudflare Access/.test(body)];
  };
  await request("PUT", "/organizations", { deny_unmatched_requests: true });
  await request("POST", "/apps", { name: "ours", domain: "app.example.com" });
  expect(await answered("ha.example.com")).toEqual([403, true]);
  expect(await answered("app.example.com")).toEqual([530, false]);
});
