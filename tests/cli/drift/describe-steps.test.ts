import { describeSteps } from "../../../cli/drift/describe-steps.ts";
import { formatProblem } from "../../../domain/errors.ts";
import type { Finding } from "../../../zone/findings/finding.ts";
import { stateOf, types, urnOf } from "../support/cli-fixtures.ts";

const text = (differences: readonly Finding[]): string =>
  differences.map(({ problem }) => formatProblem(problem)).join("\n");

describe("a preview in plain sentences shows", () => {
  const setting =
    "ha-mtls:index:SecureHome$ha-mtls:index:ZoneSettings$cloudflare:index/zoneSetting:ZoneSetting";
  const name = "zone-settings-ssl";
  const urn = urnOf(setting, name);
  const before = stateOf([
    { types: setting, name, id: "ssl", inputs: { value: "strict" }, outputs: { value: "strict" } },
  ]);

  test("a value that was changed outside Pulumi, with both values, and without times and versions", () => {
    const steps = [
      {
        op: "update",
        urn,
        diffReasons: ["modifiedOn", "value", "version"],
        oldState: { inputs: { value: "full" } },
        newState: { inputs: { value: "strict" } },
      },
    ];
    expect(text(describeSteps(steps, before))).toBe(
      'zone setting ssl was changed outside Pulumi: value ("strict" → "full") [changed-outside]\n  Put it back: npx pulumi up --refresh',
    );
  });

  test("a value that the configuration changes is not reported as changed outside Pulumi", () => {
    const steps = [{ op: "update", urn, diffReasons: ["value"], newState: { inputs: { value: "full" } } }];
    expect(text(describeSteps(steps, before))).toBe(
      'zone setting ssl was changed in the configuration since the last run: value ("strict" → "full") [not-deployed]\n  If this is intended: npx pulumi up',
    );
  });

  test.each([
    [["delete", "create"], "was deleted outside Pulumi [gone]"],
    [["create"], "was deleted outside Pulumi [gone]"],
    [["delete"], "was removed from the configuration but still exists [not-deployed]"],
  ])("steps %j", (ops, sentence) => {
    expect(
      text(
        describeSteps(
          ops.map((op) => ({ op, urn })),
          before,
        ),
      ),
    ).toContain(`zone setting ssl ${sentence}`);
  });

  test("a resource that no run has created yet", () => {
    const steps = [{ op: "create", urn: urnOf(types.record, "ha.example.com-record") }];
    expect(text(describeSteps(steps, before))).toContain(
      "DNS record ha.example.com is in the configuration but has not been created yet",
    );
  });

  test.each([
    [types.tunnel, "tunnel", "the tunnel"],
    [types.ingress, "tunnel-ingress", "the tunnel's ingress"],
    [types.gate, "gate-rules", "the gate"],
    [types.certificate, "anna-phone.2-certificate", "certificate of anna-phone.2"],
    ["tls:index/privateKey:PrivateKey", "anna-phone-key", "key of anna-phone"],
    ["tls:index/certRequest:CertRequest", "anna-phone-request", "certificate request of anna-phone"],
    ["random:index/randomPassword:RandomPassword", "anna-phone-password", "bundle password of anna-phone"],
    ["command:local:Command", "anna-phone-bundle", "bundle of anna-phone"],
    ["command:local:Command", "home-assistant-setup", "Home Assistant's set-up"],
    ["command:local:Command", "restore-point-record", "restore-point-record"],
  ])("a resource by the owner's word for it: %s %s", (type, logicalName, noun) => {
    const [found] = describeSteps([{ op: "create", urn: urnOf(type, logicalName) }], before);
    expect(found?.problem.where).toBe(noun);
  });

  test("never a secret value, in whatever form", () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ciphertext: "abc",
    };
    const state = stateOf([{ types: setting, name, id: "x", inputs: { value: secret } }]);
    const steps = [
      { op: "update", urn, diffReasons: ["value"], newState: { inputs: { value: "[secret]" } } },
    ];
    const found = text(describeSteps(steps, state));
    expect(found).toContain("was changed outside Pulumi: value [");
    expect(found).not.toContain("abc");
  });

  test("nothing about a command's API token: running drift with another token is no change", () => {
    const command = "ha-mtls:index:SecureHome$ha-mtls:index:RestorePoint$command:local:Command";
    const at = urnOf(command, "restore-point-record");
    const state = stateOf([{ types: command, name: "restore-point-record", id: "x", inputs: {} }]);
    const step = (...diffReasons: string[]) => [{ op: "update", urn: at, diffReasons }];
    expect(describeSteps(step("environment"), state)).toEqual([]);
    expect(text(describeSteps(step("environment", "create"), state))).toContain("restore-point-record");
    expect(text(describeSteps(step(), state))).toContain("restore-point-record");
  });

  test("nothing about components, providers and the stack itself", () => {
    const steps = [types.stack, types.home, "pulumi:providers:cloudflare"].map((type) => ({
      op: "update",
      urn: urnOf(type, "x"),
    }));
    expect(describeSteps(steps, before)).toEqual([]);
  });
});
