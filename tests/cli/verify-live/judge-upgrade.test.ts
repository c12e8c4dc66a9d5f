import { startHomeAssistant } from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { findCauses } from "../../../cli/verify-live/check.ts";
import { visit } from "../../../cli/verify-live/visit.ts";
import { useHouse } from "./house.ts";
import { startOrigin } from "./origin.ts";

const house = useHouse();

test("a 400 to every request is one cause, and not the WebSocket's", async () => {
  const untrusting = await startHomeAssistant({ useXForwardedFor: false, trustedProxies: [] });
  await house.lead(untrusting.url);
  const second = { ...house.anna, name: "anna-laptop" };
  const checks = await visit(house.plan({ listed: [house.anna, second] }));
  await untrusting.close();
  expect(findCauses(checks)).toMatchObject([
    {
      problem: { code: "untrusted-proxy", where: "ha.example.com" },
      others: [
        "ha.example.com lets anna-laptop in (400)",
        "ha.example.com/api/websocket opens a WebSocket for anna-phone",
      ],
    },
  ]);
});

test("a device that the edge refuses is one cause, too", async () => {
  await house.lock(["ben-phone"]);
  const causes = findCauses(await visit(house.plan({ unlisted: [] })));
  expect(causes.map(({ problem }) => problem.code)).toEqual(["device-refused"]);
});

test("Home Assistant's complaint about a missing Upgrade header leads to the advice on cloudflared's protocol", async () => {
  const complaint = 'No WebSocket UPGRADE hdr: None\n Can "Upgrade" only to "WebSocket".';
  const origin = await startOrigin({ refusal: complaint });
  await house.lead(origin.url);
  const causes = findCauses(await visit(house.plan()));
  await origin.close();
  expect(causes.map(({ problem }) => `${problem.where} ${problem.what}`)).toEqual([
    "ha.example.com/api/websocket answered 400 to a WebSocket; it must answer 101: the Upgrade header was lost on the way",
  ]);
  expect(causes[0]!.problem.fix).toContain("--protocol http2");
});

test("any other refusal of the WebSocket alone leads to the advice on the zone's setting", async () => {
  const origin = await startOrigin({ refusal: "no" });
  await house.lead(origin.url);
  const causes = findCauses(await visit(house.plan()));
  await origin.close();
  expect(causes).toMatchObject([
    { problem: { fix: expect.stringContaining("WebSockets setting must be on") as string } },
  ]);
  expect(causes[0]!.problem.fix).not.toContain("--protocol");
});
