import type { CloudflareApi } from "../../zone/api.ts";
import {
  findAccountEntryPoint,
  findEntryPoint,
  readAllowRules,
  readAssociations,
} from "../../zone/read-rules.ts";
import { refusal, virtualApi } from "../preflight/support/virtual-zone.ts";
import { withSimulator } from "../simulator/support/with-simulator.ts";

const cloud = withSimulator();
const phase = "http_request_firewall_custom";
const zone = () => ({ zoneId: cloud.simulator.zoneId });

test("a zone has no entry point until somebody creates one", async () => {
  expect(await findEntryPoint(cloud.api(), zone())).toBeUndefined();
  await cloud.client.rulesets.phases.update(phase, { ...cloud.zone, rules: [] });
  expect(await findEntryPoint(cloud.api(), zone())).toEqual({ id: expect.any(String) as string, rules: [] });
});

test("all rules are read in their order, with parameters unknown to the provider", async () => {
  const skip = {
    action: "skip",
    action_parameters: { phase: "current", products: ["bic"] },
    expression: "ssl",
  };
  await cloud.client.rulesets.phases.update(phase, {
    ...cloud.zone,
    rules: [
      { ref: "b", action: "block", expression: "ssl", description: "theirs", enabled: false },
      { ref: "a", ...skip },
    ] as never,
  });
  expect((await findEntryPoint(cloud.api(), zone()))?.rules).toMatchObject([
    { ref: "b", action: "block", expression: "ssl", description: "theirs", enabled: false },
    { ref: "a", action: "skip", parameters: { phase: "current", products: ["bic"] } },
  ]);
});

test("the account's rules are those of its own entry point", async () => {
  const { api, asked } = virtualApi({ rules: [] });
  await findAccountEntryPoint(api, { accountId: "account" });
  expect(asked).toEqual([`accounts/account/rulesets/phases/${phase}/entrypoint`]);
});

test("associations are read in their order", async () => {
  expect(await readAssociations(cloud.api(), zone())).toEqual([]);
  const hostnames = ["z.example.com", "a.example.com"];
  await cloud.client.certificateAuthorities.hostnameAssociations.update({ ...cloud.zone, hostnames });
  expect(await readAssociations(cloud.api(), zone())).toEqual(hostnames);
});

describe("IP Access rules with the action Allow", () => {
  const read = (api: CloudflareApi) => readAllowRules(api, { zoneId: "zone", accountId: "account" });
  const answer = (id: string) => () => {
    const configuration = { target: "ip", value: "203.0.113.7" };
    return Response.json({ success: true, result: [{ id, configuration, notes: null }] });
  };
  const [ofZone, ofAccount, ofUser] = ["zones/zone/", "accounts/account/", "user/"].map(
    (scope) => `${scope}firewall/access_rules/rules`,
  ) as [string, string, string];

  test("are those of the zone, the account and the user", async () => {
    const { api, asked } = virtualApi(
      {},
      { [ofZone]: answer("z"), [ofAccount]: answer("a"), [ofUser]: answer("u") },
    );
    expect(await read(api)).toEqual({
      value: ["z", "a", "u"].map((id) => ({ id, target: "ip", value: "203.0.113.7", notes: "" })),
    });
    expect(asked.every((path) => path.endsWith("?mode=whitelist"))).toBe(true);
  });

  test("of the user don't matter to a token that has no user", async () => {
    const { api } = virtualApi({}, { [ofUser]: () => refusal(403) });
    expect(await read(api)).toEqual({ value: [] });
  });

  test("of the zone and the account need a permission that the token may lack", async () => {
    const { api } = virtualApi({}, { [ofAccount]: () => refusal(403) });
    expect(await read(api)).toMatchObject({
      refused: expect.stringContaining("not accepted for reading IP Access rules") as string,
    });
  });

  test("that can't be read for another reason end the look-up", async () => {
    const { api } = virtualApi({}, { [ofUser]: () => refusal(500, 1000), [ofZone]: () => refusal(403) });
    await expect(read(api)).rejects.toMatchObject({ problems: [{ code: "cloudflare-failed" }] });
  });
});
