import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { HomeAssistant } from "../../components/home-assistant.ts";
import { children, type MockedCloud, mockCloud, registered, run } from "./support/mocked-cloud.ts";

const choices = {
  url: "http://homeassistant.local:8123",
  externalUrl: "https://ha.example.com",
  takeOverApp: false,
  trustedProxies: undefined,
  origin: "http://homeassistant:8123",
};

async function make(): Promise<MockedCloud> {
  const cloud = await mockCloud();
  await run(
    () =>
      new HomeAssistant("home-assistant", {
        choices,
        accountId: "account",
        tunnelId: "tunnel",
        tunnelToken: pulumi.secret("the tunnel's token"),
        seen: "abc",
        credentials: { STORED_API_TOKEN: pulumi.secret("the API token") },
        accessToken: { CONFIGURED_HOME_ASSISTANT_TOKEN: pulumi.secret("the access token") },
      }),
  );
  return cloud;
}

test("the state is recorded before it is changed, and restored by the same command", async () => {
  const cloud = await make();
  expect(children(cloud)).toEqual([
    "command:local:Command home-assistant-record",
    "command:local:Command home-assistant-setup",
  ]);
  const record = registered(cloud, "home-assistant-record");
  const setup = registered(cloud, "home-assistant-setup");
  expect(record.inputs).toMatchObject({
    create: "node --import ./start.js hooks/home-assistant.ts record",
    delete: "node --import ./start.js hooks/home-assistant.ts restore",
  });
  expect(setup.inputs).toMatchObject({ create: "node --import ./start.js hooks/home-assistant.ts apply" });
  expect(setup.inputs["delete"]).toBeUndefined();
  expect(setup.dependencies).toContain(record.urn);
  expect(existsSync("hooks/home-assistant.ts")).toBe(true);
});

test("nothing creates a second record, which would contain the stack's own values", async () => {
  const { inputs, replaceOnChanges } = registered(await make(), "home-assistant-record");
  expect(inputs["triggers"]).toBeUndefined();
  expect(replaceOnChanges.filter((path) => path.startsWith("environment"))).toEqual([]);
});

test("tokens are secret environment variables, never arguments; the record is secret because it may contain somebody's token", async () => {
  const cloud = await make();
  const record = registered(cloud, "home-assistant-record");
  const setup = registered(cloud, "home-assistant-setup");
  expect([record.secretInputs, setup.secretInputs]).toEqual([["environment"], ["environment"]]);
  expect(record.additionalSecretOutputs).toEqual(["stdout"]);
  expect(setup.inputs["environment"]).toMatchObject({
    TUNNEL_TOKEN: "the tunnel's token",
    TUNNEL_ID: "tunnel",
  });
  expect(JSON.stringify([record.inputs["create"], setup.inputs["create"]])).not.toMatch(/token/);
});

test("the record contains its own URN, so that the owner can remove it from the state", async () => {
  const { inputs, urn } = registered(await make(), "home-assistant-record");
  expect(inputs["environment"]).toMatchObject({ RESOURCE: urn });
});
