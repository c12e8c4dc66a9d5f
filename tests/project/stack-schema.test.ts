import { Ajv } from "ajv";
import { parse } from "yaml";
import { readConfig } from "../../domain/configuration/config.ts";
import { stackSchema } from "../../scripts/make-stack-schema.ts";
import { stored } from "../domain/stored-configuration.ts";
import { read } from "./source-files.ts";

const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(stackSchema());

interface StackFile {
  readonly config: Readonly<Record<string, unknown>>;
}

const example = parse(read("Pulumi.prod.yaml")) as StackFile;

/** The places where the changed example violates the schema. */
function faults(change: Readonly<Record<string, unknown>>): string[] {
  validate({ config: { ...example.config, ...change } });
  return [
    ...new Set((validate.errors ?? []).map(({ instancePath }) => instancePath.replace("/config/", ""))),
  ];
}

test("the editors' schema is generated from the program's (npm run schema)", () => {
  expect(JSON.parse(read("stack.schema.json"))).toEqual(stackSchema());
});

test("the example stack is valid for editors and for the program", () => {
  expect(read("Pulumi.prod.yaml")).toMatch(/^# yaml-language-server: \$schema=\.?\/?stack\.schema\.json$/m);
  expect(faults({})).toEqual([]);
  const own = Object.entries(example.config).map(
    ([key, value]) => [key.replace(/^ha-mtls:/, ""), value] as const,
  );
  expect(readConfig(stored(Object.fromEntries(own))).problems).toEqual([]);
});

test("nothing in the example is secret", () => {
  expect(JSON.stringify(example)).not.toMatch(/secure|token|password/i);
});

test("all keys are described", () => {
  const undescribed: string[] = [];
  const visit = (schema: unknown, path: string): void => {
    const { properties = {}, items, anyOf = [] } = schema as Schema;
    for (const [key, inner] of Object.entries(properties)) {
      if ((inner as Schema).description === undefined) undescribed.push(`${path}.${key}`);
      visit(inner, `${path}.${key}`);
    }
    for (const inner of [items, ...anyOf]) {
      if (inner !== undefined) visit(inner, path);
    }
  };
  visit((stackSchema()["properties"] as Record<string, unknown>)["config"], "config");
  expect(undescribed).toEqual([]);
});

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly items?: unknown;
  readonly anyOf?: readonly unknown[];
  readonly description?: string;
}

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ["an unknown key", { "ha-mtls:colour": "red" }, "/config"],
  ["too many days", { "ha-mtls:validityDays": 9999 }, "ha-mtls:validityDays"],
  ["a device name with a space", { "ha-mtls:devices": [{ name: "Anna Phone" }] }, "ha-mtls:devices/0/name"],
  ["a device without a name", { "ha-mtls:devices": [{ platform: "ios" }] }, "ha-mtls:devices/0"],
  ["a misspelt key of a device", { "ha-mtls:devices": [{ name: "a", csrr: "x" }] }, "ha-mtls:devices/0"],
  ["a token in clear", { "cloudflare:apiToken": "abc" }, "cloudflare:apiToken"],
])("an editor marks %s", (_title, change, place) => {
  expect(faults(change)).toContain(place);
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ["a number as pulumi config set writes it", { "ha-mtls:validityDays": "365" }],
  ["an encrypted token", { "cloudflare:apiToken": { secure: "v1:abc" } }],
  ["keys of Pulumi and of other programs", { "pulumi:tags": {}, "aws:region": "eu" }],
])("an editor accepts %s", (_title, change) => {
  expect(faults(change)).toEqual([]);
});
