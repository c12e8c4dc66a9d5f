import {
  type SupervisorServer,
  serveSupervisor,
} from "cloudflare-simulator/home-assistant/supervisor-server.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";

let server: SupervisorServer;
let restarts = 0;
beforeAll(async () => {
  server = await serveSupervisor(new Supervisor(), () => {
    restarts += 1;
  });
});
afterAll(() => server.close());

async function ask(method: string, path: string, token = server.environment.SUPERVISOR_TOKEN) {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`http://${server.environment.SUPERVISOR}${path}`, { method, headers });
  return { status: answer.status, ...((await answer.json()) as object) };
}

test("answers have the Supervisor's form, refusals with status 400", async () => {
  expect(await ask("GET", "/addons")).toEqual({ status: 200, result: "ok", data: { addons: [] } });
  expect(await ask("GET", "/addons/x/info")).toEqual({
    status: 400,
    result: "error",
    message: "App x does not exist",
  });
});

test("only Home Assistant gets answers", async () => {
  expect(await ask("GET", "/addons", "wrong")).toMatchObject({ status: 401 });
});

test("Home Assistant is restarted when it asks, told that there is no update, and may report its own options", async () => {
  expect(await ask("POST", "/supervisor/update")).toMatchObject({ status: 400 });
  expect(await ask("POST", "/core/options")).toMatchObject({ status: 200 });
  expect(restarts).toBe(0);
  expect(await ask("POST", "/core/restart")).toMatchObject({ status: 200 });
  expect(restarts).toBe(1);
});

test.each(["/info", "/core/info", "/supervisor/info", "/host/info", "/os/info", "/network/info", "/store"])(
  "%s is told",
  async (path) => {
    expect(await ask("GET", path)).toMatchObject({ status: 200, result: "ok" });
  },
);
