import { connectProviderApi } from "../../../testing/rehearsal/provider-api.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";

const site = withSimulator();
const api = (token = site.simulator.apiToken) => connectProviderApi({ baseUrl: site.simulator.api, token });
const statuses = () => site.simulator.requests().map(({ status }) => status);

test("a response's result is returned", async () => {
  const path = `zones/${site.simulator.zoneId}/settings/ssl`;
  expect(await api().request("PATCH", path, { value: "strict" })).toMatchObject({ value: "strict" });
});

test("a refused request is reported with its address, status and body, and not repeated", async () => {
  await expect(api("x".repeat(40)).request("GET", "zones")).rejects.toThrow(
    /^failed to make http request: GET ".*\/zones": 403 Forbidden \{.*"code":9109/,
  );
  expect(statuses()).toEqual([403]);
});

test("a failing request is repeated, unless the response advises against it", async () => {
  await site.control("POST", "/faults", { path: "zones", status: 503 });
  await expect(api().request("GET", "zones")).rejects.toThrow("503 Service Unavailable");
  await site.control("POST", "/faults", { path: "zones", status: 503, retry: true });
  expect(await api().request("GET", "zones")).toMatchObject([{ name: "example.com" }]);
  expect(statuses()).toEqual([503, 503, 200]);
});
