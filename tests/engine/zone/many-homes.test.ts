import { readFileSync, writeFileSync } from "node:fs";
import { X509Certificate } from "node:crypto";
import { stringify } from "yaml";
import { EngineStack } from "../engine-stack.ts";

jest.setTimeout(300_000);

let stack: EngineStack;

/** A second home: another stack with another name in the same zone. */
beforeAll(async () => {
  stack = await EngineStack.create();
  const project = readFileSync(stack.path("Pulumi.yaml"), "utf8");
  // Settings that all homes share are defaults of the project.
  writeFileSync(stack.path("Pulumi.yaml"), project.replace("default: Home", "default: Casa"));
  const cottage = { zone: "example.com", hostname: "cottage.example.com", devices: [{ name: "ben-phone" }] };
  const config = Object.fromEntries(Object.entries(cottage).map(([key, value]) => [`ha-mtls:${key}`, value]));
  writeFileSync(stack.path("Pulumi.cottage.yaml"), stringify({ config }));
  const made = await stack.pulumi("stack", "init", "cottage");
  expect(made.code).toBe(0);
});
afterAll(() => stack.close());

test("homes that are deployed at the same time keep each other's gates", async () => {
  const both = (...words: string[]) =>
    Promise.all(
      ["test", "cottage"].map((name) => stack.pulumi(...words, "--yes", "--skip-preview", "--stack", name)),
    );
  const { rulesets } = stack.simulator.state;
  for (const words of [["up"], ["up", "--refresh"]]) {
    expect((await both(...words)).map(({ code }) => code)).toEqual([0, 0]);
    const rules = [...rulesets.values()].flatMap((ruleset) => ruleset.rules);
    expect(rules.map(({ ref }) => ref).sort()).toEqual(["ha-mtls-cottage-1", "ha-mtls-test-1"]);
    expect([...stack.simulator.state.hostnameAssociations].sort()).toEqual([
      "cottage.example.com",
      "ha.example.com",
    ]);
  }
  expect((await both("destroy")).map(({ code }) => code)).toEqual([0, 0]);
  expect([...rulesets.values()].flatMap(({ rules }) => rules)).toEqual([]);
  expect(stack.simulator.exposures()).toEqual([]);
});

test("one command deploys all homes with their shared defaults, and none removes another's gate", async () => {
  const { code, text } = await stack.npmRun("each", "up", "--yes", "--skip-preview");
  expect(text).toMatch(/── cottage[^]*── test|── test[^]*── cottage/);
  expect(code).toBe(0);
  const { tunnels, rulesets, dnsRecords, clientCertificates } = stack.simulator.state;
  const alive = [...tunnels.values()].filter(({ deletedAt }) => deletedAt === null);
  expect(alive.map(({ name }) => name).sort()).toEqual(["ha-mtls-cottage", "ha-mtls-test"]);
  const [entryPoint, ...others] = rulesets.values();
  expect(others).toEqual([]);
  expect(entryPoint!.rules.map(({ ref }) => ref).sort()).toEqual(["ha-mtls-cottage-1", "ha-mtls-test-1"]);
  expect([...dnsRecords.values()].map(({ name }) => name).sort()).toEqual([
    "cottage.example.com",
    "ha.example.com",
  ]);
  const organizations = [...clientCertificates.values()]
    .filter(({ status }) => status === "active")
    .map(({ certificate }) => /^O=(.*)$/m.exec(new X509Certificate(certificate).subject)?.[1]);
  expect(organizations).toEqual(["Casa", "Casa", "Casa"]);
});

test("once each home has seen the other's rule, a preview of all is quiet, because none moves another's rule", async () => {
  expect((await stack.npmRun("each", "up", "--yes", "--skip-preview")).code).toBe(0);
  const { code, text } = await stack.npmRun("each", "preview", "--expect-no-changes");
  expect(code).toBe(0);
  expect(text.match(/\d+ unchanged/g)).toHaveLength(2);
});

test("a failing home doesn't prevent the others' previews, and is reported at the end", async () => {
  stack.write({ zone: "example.com", hostname: "ha.example.org", devices: [] });
  const { code, text } = await stack.npmRun("each", "preview");
  expect(code).toBe(1);
  expect(text.match(/\d+ unchanged/g)).not.toBeNull();
  expect(text).toMatch(/\ntest failed \[stack-failed\]\n {2}npx pulumi preview --stack test\n/);
});
