import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { carryOut } from "../../cli/adopt/carry-out.ts";
import { describePlan } from "../../cli/adopt/describe-plan.ts";
import { importFile } from "../../cli/adopt/import-file.ts";
import { makePlan } from "../../cli/adopt/make-plan.ts";
import { type AdoptionPlan, isEmpty, withConsent } from "../../cli/adopt/plan.ts";
import { pruneState } from "../../cli/adopt/prune-state.ts";
import { Failure } from "../../domain/failure.ts";
import type { ExportedStack } from "../../cli/state.ts";
import type { Home } from "../../domain/configuration/home.ts";
import { newCsr } from "../simulator/new-csr.ts";
import { withSimulator } from "../simulator/with-simulator.ts";
import { homeOf, stateOf, types, urnOf } from "./cli-fixtures.ts";
import { fakePulumi } from "./fake-pulumi.ts";

const cloud = withSimulator();
const nothing = stateOf([]);

function plan(state: ExportedStack = nothing, home: Home = homeOf()): Promise<AdoptionPlan> {
  return makePlan(cloud.api(), { home, state });
}

async function makeTunnel(name: string, source: "cloudflare" | "local" = "cloudflare"): Promise<string> {
  const tunnel = await cloud.client.zeroTrust.tunnels.cloudflared.create({
    ...cloud.account,
    name,
    config_src: source,
  });
  return tunnel.id ?? "";
}

async function makeRecord(
  content: string,
  type: "CNAME" | "A" = "CNAME",
  name = "ha.example.com",
): Promise<string> {
  const record = await cloud.client.dns.records.create({
    ...cloud.zone,
    name,
    type,
    content,
    ttl: 1,
    proxied: true,
  });
  return record.id;
}

async function issue(commonName: string, organization = "Home"): Promise<string> {
  const csr = newCsr(`/CN=${commonName}/O=${organization}`);
  const certificate = await cloud.client.clientCertificates.create({ ...cloud.zone, csr, validity_days: 30 });
  return certificate.id ?? "";
}

const at = (entry: { what: string } | undefined): string | undefined => entry?.what;

describe("taking in", () => {
  test("does nothing in an empty zone", async () => {
    const found = await plan();
    expect(found).toEqual({ take: [], letGo: [], leave: [], unfinished: [] });
    expect(isEmpty(found)).toBe(true);
  });

  test("takes the tunnel of the stack's name and the record that points to it, without asking for each", async () => {
    const id = await makeTunnel("ha-mtls-prod");
    const record = await makeRecord(`${id}.cfargotunnel.com`);
    const { take, letGo } = await plan();
    expect(take.map(({ importId, name, consent }) => ({ importId, name, consent }))).toEqual([
      { importId: `${cloud.simulator.accountId}/${id}`, name: "tunnel", consent: undefined },
      { importId: `${cloud.simulator.zoneId}/${record}`, name: "ha.example.com-record", consent: undefined },
    ]);
    expect(letGo).toEqual([]);
  });

  test("takes nothing that the state has", async () => {
    const id = await makeTunnel("ha-mtls-prod");
    const record = await makeRecord(`${id}.cfargotunnel.com`);
    const state = stateOf([
      { types: types.tunnel, name: "tunnel", id },
      { types: types.record, name: "ha.example.com-record", id: record },
    ]);
    expect(isEmpty(await plan(state))).toBe(true);
  });

  test("takes a hand-made tunnel that the hostname leads to, and says what up will do to it", async () => {
    const id = await makeTunnel("my old tunnel");
    await makeRecord(`${id}.cfargotunnel.com`);
    const { take } = await plan();
    expect(take.map(at)).toEqual([
      `tunnel my old tunnel (${id}); the next up renames it to ha-mtls-prod and writes its ingress, its connector stays connected`,
      `ha.example.com CNAME ${id}.cfargotunnel.com`,
    ]);
    expect(take.every(({ consent }) => consent === undefined)).toBe(true);
  });

  test("a hand-made tunnel that serves other names is taken only with its own yes, and its record, too", async () => {
    const id = await makeTunnel("my old tunnel");
    await makeRecord(`${id}.cfargotunnel.com`);
    await cloud.client.zeroTrust.tunnels.cloudflared.configurations.update(id, {
      ...cloud.account,
      config: {
        ingress: [
          { hostname: "ha.example.com", service: "http://ha:8123" },
          { hostname: "nas.example.com", service: "http://nas:80" },
          { hostname: "", service: "http_status:404" },
        ],
      },
    });
    const found = await plan();
    expect(found.take.map(({ consent }) => consent?.word)).toEqual(["tunnel", "ha.example.com"]);
    expect(found.take[0]?.consent?.consequence).toContain("it also serves nas.example.com");
    expect(withConsent(found, []).take).toEqual([]);
    expect(withConsent(found, ["ha.example.com"]).take).toHaveLength(1);
  });

  test("a tunnel that is configured beside its connector is left, with what to do", async () => {
    const id = await makeTunnel("my old tunnel", "local");
    await makeRecord(`${id}.cfargotunnel.com`);
    const { take, leave } = await plan();
    expect(take.map(({ consent }) => consent?.word)).toEqual(["ha.example.com"]);
    expect(leave[0]?.why).toContain("npx pulumi stack output tunnelToken --show-secrets");
  });

  test("a record that points elsewhere is taken only with its own yes", async () => {
    await makeRecord("house.dyndns.org");
    const found = await plan();
    expect(found.take.map(at)).toEqual(["ha.example.com CNAME house.dyndns.org"]);
    expect(withConsent(found, []).take).toEqual([]);
    expect(describePlan("prod", found)).toContain("only with --take ha.example.com: it points elsewhere");
    expect(withConsent(found, ["ha.example.com"]).take).toHaveLength(1);
  });

  test("an address record is left, with what to do", async () => {
    await makeRecord("203.0.113.9", "A");
    const { take, leave } = await plan();
    expect(take).toEqual([]);
    expect(leave.map(at)).toEqual(["ha.example.com A 203.0.113.9"]);
    expect(leave[0]?.why).toContain("delete the record in the dashboard");
  });

  test("a certificate is never taken: it is named with the command that revokes it", async () => {
    const id = await issue("anna-phone");
    await issue("anna-phone", "Somebody else");
    const { take, leave } = await plan();
    expect(take).toEqual([]);
    expect(leave.map(at)).toEqual([`active certificate of anna-phone (${id})`]);
    expect(leave[0]?.why).toContain(`npm run device -- revoke-certificate ${id}`);
  });
});

describe("after the state was lost", () => {
  const lost = async (): Promise<AdoptionPlan["leave"]> => {
    const hostnames = ["vpn.example.com", "ha.example.com", "old.example.com"];
    await cloud.client.certificateAuthorities.hostnameAssociations.update({ ...cloud.zone, hostnames });
    return (await plan()).leave;
  };

  test("what it alone knew is named: the settings of before, and whose the other associations are", async () => {
    await makeTunnel("ha-mtls-prod");
    const leave = await lost();
    expect(leave.map(at)).toEqual([
      "the zone's settings from before the stack",
      "the hostname associations of vpn.example.com, old.example.com",
    ]);
    expect(leave[0]?.why).toContain("destroy will leave them as they are now");
    expect(leave[1]?.why).toContain("They open nothing");
  });

  test("nothing is named where the stack never was, or the state still has its record", async () => {
    expect(await lost()).toEqual([]);
    const id = await makeTunnel("ha-mtls-prod");
    const state = stateOf([
      { types: types.tunnel, name: "tunnel", id },
      { types: "command:local:Command", name: "restore-point-record", id: "r" },
    ]);
    expect((await plan(state)).leave).toEqual([]);
  });
});

describe("letting go", () => {
  test("a tunnel that was deleted is let go with all that belongs to it; its record stays", async () => {
    const id = await makeTunnel("ha-mtls-prod");
    const record = await makeRecord(`${id}.cfargotunnel.com`);
    await cloud.client.zeroTrust.tunnels.cloudflared.delete(id, cloud.account);
    const tunnelUrn = urnOf(types.tunnel, "tunnel");
    const parent = urnOf(types.tunnelComponent, "tunnel");
    const state = stateOf([
      { types: types.tunnelComponent, name: "tunnel" },
      { types: types.tunnel, name: "tunnel", id, parent, outputs: { name: "ha-mtls-prod" } },
      { types: types.ingress, name: "tunnel-ingress", id, parent, dependencies: [tunnelUrn] },
      { types: types.record, name: "ha.example.com-record", id: record, dependencies: [tunnelUrn] },
    ]);
    const { take, letGo } = await plan(state);
    expect(letGo.map(at)).toEqual([`tunnel ha-mtls-prod (${id})`, "tunnel-ingress"]);
    expect(take).toEqual([]);
  });

  test("after a deleted tunnel a new one of the name is taken in the same run", async () => {
    const old = await makeTunnel("ha-mtls-prod");
    await cloud.client.zeroTrust.tunnels.cloudflared.delete(old, cloud.account);
    const id = await makeTunnel("ha-mtls-prod");
    const found = await plan(stateOf([{ types: types.tunnel, name: "tunnel", id: old }]));
    expect(found.letGo).toHaveLength(1);
    expect(found.take.map(({ importId }) => importId)).toEqual([`${cloud.simulator.accountId}/${id}`]);
  });

  test("a record that Cloudflare does not have any more is let go", async () => {
    const missing = "0".repeat(32);
    const state = stateOf([{ types: types.record, name: "ha.example.com-record", id: missing }]);
    expect((await plan(state)).letGo.map(at)).toEqual(["ha.example.com-record"]);
  });

  test("a revoked certificate is let go when nobody wants it, and left with advice when its device is listed", async () => {
    const ids = [await issue("anna-phone"), await issue("ben-phone"), await issue("anna-phone")];
    for (const id of ids) await cloud.client.clientCertificates.delete(id, cloud.zone);
    const state = stateOf([
      { types: types.certificate, name: "anna-phone-certificate", id: ids[0]! },
      { types: types.certificate, name: "ben-phone-certificate", id: ids[1]! },
      { types: types.certificate, name: "anna-phone-certificate", id: ids[2]!, delete: true },
      { types: types.record, name: "ha.example.com-record", id: await makeRecord("tunnel.cfargotunnel.com") },
    ]);
    const { letGo, leave } = await plan(state);
    expect(letGo.map(({ id, pendingDelete }) => [id, pendingDelete])).toEqual([
      [ids[1], false],
      [ids[2], true],
    ]);
    expect(leave[0]?.why).toContain("raise the device's generation by one");
  });

  test("a revoked certificate of a listed device is let go when no record is left: a destroy was cut off", async () => {
    const id = await issue("anna-phone");
    await cloud.client.clientCertificates.delete(id, cloud.zone);
    const state = stateOf([{ types: types.certificate, name: "anna-phone-certificate", id }]);
    expect((await plan(state)).letGo).toMatchObject([{ id }]);
  });

  test("an active certificate is not let go, wanted or not", async () => {
    const id = await issue("ben-phone");
    const state = stateOf([{ types: types.certificate, name: "ben-phone-certificate", id }]);
    expect((await plan(state)).letGo).toEqual([]);
  });
});

describe("the edited state", () => {
  const gone = { types: types.tunnel, name: "tunnel", id: "old" };
  const urn = urnOf(types.tunnel, "tunnel");
  const going = { urn, id: "old", pendingDelete: false, what: "", why: "" };
  const user = {
    types: types.record,
    name: "r",
    id: "r",
    custom: true,
    dependencies: [urn, "other"],
    propertyDependencies: { content: [urn], zoneId: ["other"] },
    deletedWith: urn,
  };

  test("has no trace of what is let go, and keeps everything else", () => {
    const { state } = stateOf([gone, user], [gone]);
    const pruned = pruneState(state, [going]);
    expect(JSON.stringify(pruned)).not.toContain(urn);
    expect(pruned.deployment.resources).toEqual([
      expect.objectContaining({
        id: "r",
        custom: true,
        dependencies: ["other"],
        propertyDependencies: { content: [], zoneId: ["other"] },
      }),
    ]);
    expect(pruned.deployment["secrets_providers"]).toEqual(state.deployment["secrets_providers"]);
  });

  test("keeps references to a successor of the same name", () => {
    const { state } = stateOf([{ ...gone, id: "new" }, { ...gone, delete: true }, user]);
    const pruned = pruneState(state, [{ ...going, pendingDelete: true }]);
    expect(pruned.deployment.resources?.map(({ id }) => id)).toEqual(["new", "r"]);
    expect(pruned.deployment.resources?.[1]?.dependencies).toEqual([urn, "other"]);
  });
});

describe("the import file", () => {
  const taking = {
    type: "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared",
    name: "tunnel",
    importId: "account/id",
    parents: [
      { type: "ha-mtls:index:SecureHome", name: "home" },
      { type: "ha-mtls:index:Tunnel", name: "tunnel" },
    ],
    what: "",
  };

  test("makes the components that the state lacks, each once, outermost first", () => {
    const { nameTable, resources } = importFile([taking, taking], nothing, "6.22.1");
    expect(nameTable).toEqual({});
    expect(resources.slice(0, 3)).toEqual([
      {
        type: "ha-mtls:index:SecureHome",
        name: "ha-mtls:index:SecureHome home",
        logicalName: "home",
        component: true,
      },
      {
        type: "ha-mtls:index:Tunnel",
        name: "ha-mtls:index:Tunnel tunnel",
        logicalName: "tunnel",
        component: true,
        parent: "ha-mtls:index:SecureHome home",
      },
      {
        type: taking.type,
        name: `${taking.type} tunnel`,
        logicalName: "tunnel",
        id: "account/id",
        version: "6.22.1",
        parent: "ha-mtls:index:Tunnel tunnel",
      },
    ]);
  });

  test("refers to the components that the state has", () => {
    const state = stateOf([
      { types: types.home, name: "home" },
      { types: types.tunnelComponent, name: "tunnel" },
    ]);
    const { nameTable, resources } = importFile([taking], state, "6.22.1");
    expect(nameTable).toEqual({
      "ha-mtls:index:SecureHome home": urnOf(types.home, "home"),
      "ha-mtls:index:Tunnel tunnel": urnOf(types.tunnelComponent, "tunnel"),
    });
    expect(resources).toHaveLength(1);
  });
});

describe("carrying out", () => {
  const fake = fakePulumi();
  const path = process.env["PATH"];
  const home = process.cwd();
  let folder: string;
  beforeEach(() => {
    process.env["PATH"] = fake.path;
    folder = mkdtempSync(join(tmpdir(), "adopt-"));
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
    process.env["PATH"] = path;
  });

  const letGo = [{ urn: urnOf(types.tunnel, "tunnel"), id: "old", pendingDelete: false, what: "", why: "" }];
  const state = stateOf([{ types: types.tunnel, name: "tunnel", id: "old" }]);
  const empty: AdoptionPlan = { take: [], letGo: [], leave: [], unfinished: [] };

  test("writes a backup that only the owner can read, then the state", async () => {
    fake.answer("stack export", { stdout: state.text });
    fake.answer("stack import", {});
    const backup = await carryOut("prod", { ...empty, letGo }, state);
    expect(readFileSync(backup, "utf8")).toBe(state.text);
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "backups", "prod")).mode & 0o777).toBe(0o700);
    const written = fake.calls().find(({ words }) => words[1] === "import");
    expect(JSON.parse(written?.input ?? "")).toMatchObject({ deployment: { resources: [] } });
  });

  test("writes nothing when another run has changed the state in between", async () => {
    fake.answer("stack export", { stdout: stateOf([]).text });
    const before = fake.calls().length;
    await expect(carryOut("prod", { ...empty, letGo }, state)).rejects.toThrow("[locked]");
    expect(
      fake
        .calls()
        .slice(before)
        .map(({ words }) => words.slice(0, 2).join(" ")),
    ).toEqual(["stack export"]);
  });

  test("a lock that a killed run left is named with the command that takes it away", async () => {
    fake.answer("import --file", { stderr: "error: the stack is currently locked by 1 lock(s)", code: 255 });
    const take = [{ type: "t", name: "n", importId: "i", parents: [], what: "" }];
    const failure: unknown = await carryOut("prod", { ...empty, take }, state).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).toContain("npx pulumi cancel --stack prod");
    const words = fake.calls().at(-1)?.words ?? [];
    expect(existsSync(words[2] ?? "")).toBe(false);
  });
});
