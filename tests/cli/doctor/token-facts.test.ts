import { readTokenFacts } from "../../../cli/doctor/token-facts.ts";
import { connectApi } from "../../../zone/api.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";

const cloud = withSimulator();

test("a user's token is verified, its permissions are unknown, and the clocks agree", async () => {
  const token = await readTokenFacts(cloud.api(), undefined);
  expect(token).toEqual({
    value: {
      status: "active",
      expiresOn: undefined,
      groups: undefined,
      clockAheadSeconds: expect.any(Number) as number,
    },
  });
  expect(Math.abs("value" in token ? token.value.clockAheadSeconds : Infinity)).toBeLessThan(5);
});

test("a token that the user's endpoint refuses is verified at the account, where one is known", async () => {
  const refuseUser = () =>
    cloud.control("POST", "/faults", { method: "GET", path: "/user/tokens/verify", status: 401 });
  await refuseUser();
  expect(await readTokenFacts(cloud.api(), undefined)).toHaveProperty("refused");
  await refuseUser();
  expect(await readTokenFacts(cloud.api(), cloud.simulator.accountId)).toMatchObject({
    value: { status: "active" },
  });
});

test("a token that may read itself comes with the permission groups that it is allowed", async () => {
  const policies = [
    { effect: "allow", permission_groups: [{ name: "DNS Write" }, { name: null }] },
    { effect: "deny", permission_groups: [{ name: "Zone Write" }] },
  ];
  const client = cloud.api((url, init) =>
    /\/user\/tokens\/[0-9a-f]{32}$/.test(url instanceof Request ? url.url : url.toString())
      ? Promise.resolve(Response.json({ success: true, result: { policies } }))
      : fetch(url, init),
  );
  expect(await readTokenFacts(client, undefined)).toMatchObject({ value: { groups: ["DNS Write", ""] } });
});

test("a token that neither knows is refused", async () => {
  const { api: baseUrl, accountId } = cloud.simulator;
  const client = connectApi({ token: "x".repeat(40), baseUrl });
  expect(await readTokenFacts(client, accountId)).toHaveProperty("refused");
});
