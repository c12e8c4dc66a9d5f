import { associate } from "../../hooks/associate.ts";
import { withSimulator } from "../simulator/support/with-simulator.ts";

const cloud = withSimulator();
const zone = (): string => cloud.simulator.zoneId;
const live = (): readonly string[] => cloud.simulator.state.hostnameAssociations;
const set = (...hostnames: string[]): PromiseLike<unknown> =>
  cloud.client.certificateAuthorities.hostnameAssociations.update({ ...cloud.zone, hostnames });
const puts = (): number => cloud.simulator.requests().filter(({ method }) => method === "PUT").length;

test("hostnames are added and removed, and those of others keep their order", async () => {
  await set("z.example.com", "old.example.com", "a.example.com");
  await associate(cloud.api(), { zoneId: zone(), wanted: ["ha.example.com"], dropped: ["old.example.com"] });
  expect(live()).toEqual(["z.example.com", "a.example.com", "ha.example.com"]);
});

test("nothing is written if the list is right already", async () => {
  await set("ha.example.com", "vpn.example.com");
  const mark = puts();
  await associate(cloud.api(), { zoneId: zone(), wanted: ["ha.example.com"], dropped: ["old.example.com"] });
  expect(puts()).toBe(mark);
});

/** Closes another home's gate: `cottage.example.com` has a rule, but its association is lost. */
const guardCottage = () =>
  cloud.client.rulesets.phases.update("http_request_firewall_custom", {
    ...cloud.zone,
    rules: [
      {
        ref: "ha-mtls-cottage-1",
        action: "block",
        expression: 'lower(http.host) in {"cottage.example.com" "cottage.example.com."}',
      },
    ],
  });

test("the association of another home's hostname is restored if that home's rule guards it", async () => {
  await guardCottage();
  await associate(cloud.api(), { zoneId: zone(), wanted: ["ha.example.com"], dropped: [] });
  expect(live()).toEqual(["ha.example.com", "cottage.example.com"]);
});

test("a dropped hostname is not restored, even if a rule still guards it", async () => {
  await guardCottage();
  await set("cottage.example.com");
  await associate(cloud.api(), { zoneId: zone(), wanted: [], dropped: ["cottage.example.com"] });
  expect(live()).toEqual([]);
});

test("if somebody else overwrites the list again and again, the run ends and says so", async () => {
  const api = cloud.api(async (input, init) => {
    if (init?.method === "GET") await set("vpn.example.com");
    return fetch(input, init);
  });
  const args = { zoneId: zone(), wanted: ["ha.example.com"], dropped: ["old.example.com"] };
  await expect(associate(api, args)).rejects.toThrow(
    "somebody else changed the hostname associations 5 times while this run was changing ha.example.com, old.example.com. " +
      "Run it again: npx pulumi up",
  );
});
