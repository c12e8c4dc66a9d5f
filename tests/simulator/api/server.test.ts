import { once } from "node:events";
import http from "node:http";
import { withSimulator } from "../support/with-simulator.ts";

const underTest = withSimulator();

test.each(["/client/v4/zones", "/client/v4/nothing", "/", "/_simulator/state"])(
  "TRACE of %s is refused like any other missing method",
  async (path) => {
    const { port } = new URL(underTest.simulator.api);
    const request = http.request({ host: "127.0.0.1", port, path, method: "TRACE" }).end();
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(path.startsWith("/_simulator") ? 404 : 405);
  },
);

test("JSON nested 50,000 levels deep is refused, and logged as text", async () => {
  const { simulator, send, control } = underTest;
  const body = `{"rules":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
  const response = await send(`/zones/${simulator.zoneId}/rulesets`, { method: "POST", body });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ code: 6007 }] });
  expect(await control("GET", "/requests")).toMatchObject([{ status: 400, body }]);
});
