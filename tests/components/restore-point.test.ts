import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { RestorePoint } from "../../components/restore-point.ts";
import { soundHome } from "../domain/sound-home.ts";
import { children, mockCloud, type Registration, registered, run } from "./support/mocked-cloud.ts";

async function make(): Promise<Registration> {
  const cloud = await mockCloud();
  const args = {
    home: soundHome({
      hostname: "",
      services: ["ha", "nas"].map((label) => ({ hostname: `${label}.example.com`, origin: "http://ha" })),
      zoneSettings: { alwaysUseHttps: "leave", webSockets: "leave" },
    }),
    zoneId: "zone",
    accountId: "account",
    credentials: { STORED_API_TOKEN: pulumi.secret("the token") },
  };
  await run(() => new RestorePoint("restore-point", args));
  expect(children(cloud)).toEqual(["command:local:Command restore-point-record"]);
  return registered(cloud, "restore-point-record");
}

test("the restore point records on create and restores on delete", async () => {
  const { inputs } = await make();
  expect(inputs["create"]).toBe("node --import ./start.js hooks/restore-point.ts record");
  expect(inputs["delete"]).toBe("node --import ./start.js hooks/restore-point.ts restore");
  expect(existsSync("hooks/restore-point.ts")).toBe(true);
});

test("only another zone makes a new record: any later one would contain our own values", async () => {
  const { inputs, replaceOnChanges } = await make();
  expect(inputs["triggers"]).toBeUndefined();
  expect(replaceOnChanges).toEqual(expect.arrayContaining(["environment.ZONE_ID"]));
});

test("the hook gets what is ours: hostnames, refs, and settings with our values", async () => {
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

test("the token is a secret, under a name that does not override a newer one in the environment", async () => {
  const { inputs, secretInputs } = await make();
  expect(secretInputs).toEqual(["environment"]);
  expect(inputs["environment"]).not.toHaveProperty("CLOUDFLARE_API_TOKEN");
});
