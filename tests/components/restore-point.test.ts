import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { RestorePoint } from "../../components/restore-point.ts";
import { children, mockCloud, type Registration, registered, run } from "./mocked-cloud.ts";

async function make(): Promise<Registration> {
  const cloud = await mockCloud();
  const args = {
    zoneId: "zone",
    accountId: "account",
    tunnelName: "ha-mtls-test",
    hostnames: ["ha.example.com", "nas.example.com"],
    refPrefix: "ha-mtls-test-",
    settings: { ssl: "strict" },
    onDestroy: "restore" as const,
    credentials: { STORED_API_TOKEN: pulumi.secret("the token") },
  };
  await run(() => new RestorePoint("restore-point", args));
  expect(children(cloud)).toEqual(["command:local:Command restore-point-record"]);
  return registered(cloud, "restore-point-record");
}

test("records on create, puts back on delete, and both programs exist", async () => {
  const { inputs } = await make();
  expect(inputs["create"]).toBe("node --import ./start.js hooks/restore-point.ts record");
  expect(inputs["delete"]).toBe("node --import ./start.js hooks/restore-point.ts restore");
  expect(existsSync("hooks/restore-point.ts")).toBe(true);
});

test("another zone is another record, and nothing else is: a new record would hold our own values", async () => {
  const { inputs, replaceOnChanges } = await make();
  expect(inputs["triggers"]).toBeUndefined();
  expect(replaceOnChanges).toEqual(expect.arrayContaining(["environment.ZONE_ID"]));
});

test("knows what is ours: the hostnames, the refs, the settings with our values", async () => {
  const { inputs } = await make();
  expect(inputs["environment"]).toEqual({
    ZONE_ID: "zone",
    ACCOUNT_ID: "account",
    TUNNEL_NAME: "ha-mtls-test",
    HOSTNAMES: '["ha.example.com","nas.example.com"]',
    REF_PREFIX: "ha-mtls-test-",
    SETTINGS: '{"ssl":"strict"}',
    ON_DESTROY: "restore",
    STORED_API_TOKEN: "the token",
  });
});

test("the token is a secret in it, under a name that does not hide a newer one of the environment", async () => {
  const { inputs, secretInputs } = await make();
  expect(secretInputs).toEqual(["environment"]);
  expect(inputs["environment"]).not.toHaveProperty("CLOUDFLARE_API_TOKEN");
});
