import { findDrift } from "../../../cli/drift/find-drift.ts";
import { formatProblem } from "../../../domain/errors.ts";
import type { Home } from "../../../domain/configuration/home.ts";
import type { Finding } from "../../../zone/findings/finding.ts";
import { readZone } from "../../../zone/read-zone.ts";
import type { StackState } from "../../../zone/state.ts";
import { newCsr } from "../../simulator/support/new-csr.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";
import { homeOf, stateOf, types, gateEntry } from "../support/cli-fixtures.ts";

const cloud = withSimulator();

async function hidden(state: StackState, home: Home = homeOf()): Promise<string> {
  const { zoneId, accountId } = cloud.simulator;
  const wanted = { home, state, certificates: "all" } as const;
  const zone = await readZone(cloud.api(), { zoneId, accountId }, wanted);
  return text(findDrift({ home, state, zone }));
}

const text = (differences: readonly Finding[]): string =>
  differences.map(({ problem }) => formatProblem(problem)).join("\n");

describe("besides the preview, drift finds", () => {
  const rule = {
    ref: "ha-mtls-prod-1",
    expression: 'http.host eq "ha.example.com"',
    action: "block" as const,
  };
  const foreign = { ref: "theirs", expression: 'http.host eq "other"', action: "block" as const };
  const write = async (rules: readonly object[]): Promise<void> => {
    await cloud.client.rulesets.phases.update("http_request_firewall_custom", {
      ...cloud.zone,
      rules: rules as (typeof rule)[],
    });
  };
  const hiddenAfter = async (rules: readonly object[]): Promise<string> => {
    await write(rules);
    return hidden(deployed);
  };
  const deployed = stateOf([gateEntry({ rules: [foreign, rule] })]);

  test("nothing, when everything is as the last run left it", async () => {
    expect(await hiddenAfter([foreign, rule])).toBe("");
  });

  test.each([
    ["deleted", [foreign], "ha-mtls-prod-1 was deleted outside"],
    ["turned off", [foreign, { ...rule, enabled: false }], "ha-mtls-prod-1 was disabled outside"],
    ["edited", [foreign, { ...rule, expression: 'http.host eq "h"' }], "ha-mtls-prod-1 was edited outside"],
    [
      "made a log rule",
      [foreign, { ...rule, action: "managed_challenge" }],
      "ha-mtls-prod-1 was edited outside",
    ],
    ["no longer last", [rule, foreign], "the gate's rules are no longer last"],
  ])("one of our rules that was %s", async (_what, rules, sentence) => {
    const found = await hiddenAfter(rules);
    expect(found).toContain(sentence);
    expect(found).toContain("npx pulumi up --refresh");
  });

  test("somebody else's rule that skips the rest, above ours", async () => {
    const skip = {
      expression: "true",
      action: "skip",
      action_parameters: { ruleset: "current" },
      ref: "skip",
    };
    const found = await hiddenAfter([skip, foreign, rule]);
    expect(found).toContain("lets requests pass before this stack's rule is evaluated [gate-bypassed]");
  });

  test.each([
    ["added", [foreign, { ...foreign, ref: "new" }, rule], 'custom rule "new" was added since the last run'],
    [
      "changed",
      [{ ...foreign, enabled: false }, rule],
      'custom rule "theirs" was changed since the last run',
    ],
    ["deleted", [rule], 'custom rule "theirs" was deleted since the last run'],
  ])(
    "somebody else's rule that was %s is theirs to change: no command to restore it is offered",
    async (_what, rules, text) => {
      const found = await hiddenAfter(rules);
      expect(found).toContain(text);
      expect(found).toContain("The stack does not change it");
      expect(found).not.toContain("--refresh");
    },
  );

  test("a deleted tunnel, which Cloudflare still lists", async () => {
    const tunnel = await cloud.client.zeroTrust.tunnels.cloudflared.create({
      ...cloud.account,
      name: "ha-mtls-prod",
    });
    const state = stateOf([
      { types: types.tunnel, name: "tunnel", id: tunnel.id ?? "", outputs: { name: "ha-mtls-prod" } },
    ]);
    expect(await hidden(state)).toBe("");
    await cloud.client.zeroTrust.tunnels.cloudflared.delete(tunnel.id ?? "", cloud.account);
    expect(await hidden(state)).toContain(
      "was deleted outside Pulumi: the house can't be reached [gone]\n  Let the stack forget it and make a new one: npm run adopt && npx pulumi up",
    );
  });

  test("a hostname that is no longer associated", async () => {
    const state = stateOf([gateEntry({ hostnames: ["ha.example.com"] })]);
    expect(await hidden(state)).toContain("the association of ha.example.com was removed outside Pulumi");
    await cloud.client.certificateAuthorities.hostnameAssociations.update({
      ...cloud.zone,
      hostnames: ["ha.example.com"],
    });
    expect(await hidden(state)).toBe("");
  });

  const issue = async (days: number): Promise<string> => {
    const csr = newCsr("/CN=anna-phone/O=Home");
    const certificate = await cloud.client.clientCertificates.create({
      ...cloud.zone,
      csr,
      validity_days: days,
    });
    return certificate.id ?? "";
  };
  const holding = (id: string): StackState =>
    stateOf([{ types: types.certificate, name: "anna-phone-certificate", id }]);

  test("a certificate that was revoked outside Pulumi", async () => {
    const id = await issue(365);
    expect(await hidden(holding(id))).toBe("");
    await cloud.client.clientCertificates.delete(id, cloud.zone);
    expect(await hidden(holding(id))).toContain(
      "anna-phone has a certificate that was revoked outside Pulumi",
    );
  });

  test("a revoked certificate of a device that is no longer listed: every up would fail on it", async () => {
    const id = await issue(365);
    await cloud.client.clientCertificates.delete(id, cloud.zone);
    const found = await hidden(holding(id), homeOf({ devices: "[]" }));
    expect(found).toContain("is already revoked, and every pulumi up will fail when it tries to revoke it");
    expect(found).toContain("npm run adopt && npx pulumi up");
  });

  test("a certificate that expires within 30 days", async () => {
    expect(await hidden(holding(await issue(30)))).toMatch(
      /anna-phone has a certificate that expires in (29|30) days \[expires-soon\]/,
    );
  });

  test("an active certificate of a listed device that is not in the state", async () => {
    const id = await issue(365);
    expect(await hidden(stateOf([]))).toContain(`Revoke it: npm run device -- revoke-certificate ${id}`);
  });
});
