import { withSimulator } from "../../support/with-simulator.ts";

const underTest = withSimulator();
const request = async (method: string, path: string, body?: object): Promise<unknown> => {
  const { simulator, send } = underTest;
  const place = path.replace("ZONE", `/zones/${simulator.zoneId}`);
  const init = { method, ...(body && { body: JSON.stringify(body) }) };
  const response = await send(place.replace("ACCOUNT", `/accounts/${simulator.accountId}`), init);
  return ((await response.json()) as { result: unknown }).result;
};

const lists = [
  "ZONE/workers/routes",
  "ZONE/pagerules",
  "ACCOUNT/load_balancers/pools",
  "ACCOUNT/workers/domains",
];

test.each(lists)("%s lists what was added to it, and only that", async (path) => {
  const added = await request("POST", path, { name: "other" });
  expect(added).toMatchObject({ name: "other" });
  for (const one of lists) expect(await request("GET", one)).toEqual(one === path ? [added] : []);
});

test("a Worker has the compatibility flags that a test gives it", async () => {
  const path = "ACCOUNT/workers/scripts/edge/settings";
  expect(await request("GET", path)).toEqual({ compatibility_flags: [] });
  underTest.simulator.state.neighbours.workerFlags["edge"] = ["global_fetch_strictly_public"];
  expect(await request("GET", path)).toEqual({ compatibility_flags: ["global_fetch_strictly_public"] });
});
