import { mkdirSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { configuration } from "../../domain/configuration/settings.ts";
import { copyPackage } from "./copy-package.ts";
import { EngineStack } from "./engine-stack.ts";

jest.setTimeout(300_000);

/** A type or property of a Pulumi schema, as far as components use it. */
interface SchemaProperty {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: SchemaProperty;
  readonly additionalProperties?: SchemaProperty;
  readonly description?: string;
  readonly plain?: boolean;
}

interface SchemaType {
  readonly properties?: Readonly<Record<string, SchemaProperty>>;
  readonly required?: readonly string[];
  readonly enum?: readonly { readonly value: string }[];
}

interface ComponentSchema {
  readonly name: string;
  readonly resources: Readonly<
    Record<
      string,
      SchemaType & {
        readonly inputProperties: Readonly<Record<string, SchemaProperty>>;
        readonly requiredInputs: readonly string[];
        readonly description: string;
      }
    >
  >;
  readonly types: Readonly<Record<string, SchemaType>>;
}

let schema: ComponentSchema;

beforeAll(async () => {
  const stack = await EngineStack.create();
  copyPackage(stack);
  mkdirSync(stack.path("other"));
  writeFileSync(stack.path("other", "Pulumi.yaml"), "name: other\nruntime: nodejs\n");
  // The CLI installs a plugin's dependencies. Here they are linked already, and npm must leave the link alone.
  stack.environment["npm_config_dry_run"] = "true";
  const { code, stdout, text } = await stack.pulumi(
    "-C",
    stack.path("other"),
    "package",
    "get-schema",
    stack.folder,
  );
  expect([code, code === 0 ? "" : text]).toEqual([0, ""]);
  schema = JSON.parse(stdout) as ComponentSchema;
  await stack.close();
});

const home = () => schema.resources["ha-mtls:index:SecureHome"]!;

/** A setting, whichever way it was described. */
interface Setting {
  readonly description: string | undefined;
  readonly required: boolean;
  readonly type: string;
}

/** Every setting by its path: `devices[].name`. */
type Settings = Record<string, Setting>;

/** The settings that another language sees. */
function ofComponent(): Settings {
  const { inputProperties, requiredInputs } = home();
  const settings: Settings = {};
  const visit = (property: SchemaProperty, path: string, required: boolean): void => {
    const inner = property.items ?? property;
    const at = property.items === undefined ? path : `${path}[]`;
    const named = schema.types[inner.$ref?.replace("#/types/", "") ?? ""] ?? {};
    const type = choices(named.enum?.map(({ value }) => value)) ?? inner.type ?? "object";
    settings[at] = { description: property.description, required, type };
    visitAll(named.properties, named.required, (key, ...rest) => {
      visit(named.properties![key]!, `${at}.${key}`, ...rest);
    });
  };
  visitAll(inputProperties, requiredInputs, (key, required) => {
    visit(inputProperties[key]!, key, required);
  });
  return settings;
}

/** The settings that the program itself checks. */
function ofProgram(): Settings {
  const settings: Settings = {};
  const visit = (given: JsonSchema, path: string, required: boolean): void => {
    const form = plain(given);
    const inner = form.type === "array" ? plain(form.items as JsonSchema) : form;
    const at = form.type === "array" ? `${path}[]` : path;
    const type = choices(inner.enum) ?? String(inner.type).replace("integer", "number");
    settings[at] = { description: given.description, required, type };
    visitAll(inner.properties, inner.required, (key, ...rest) => {
      visit(inner.properties![key] as JsonSchema, `${at}.${key}`, ...rest);
    });
  };
  const whole = z.toJSONSchema(configuration, { io: "input" });
  visitAll(whole.properties, whole.required, (key, required) => {
    visit(whole.properties![key] as JsonSchema, key, required);
  });
  return settings;
}

function visitAll(
  properties: object | undefined,
  required: readonly string[] | undefined,
  visit: (key: string, required: boolean) => void,
): void {
  for (const key of Object.keys(properties ?? {})) {
    visit(key, required?.includes(key) === true);
  }
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** Of several forms the list, else the first. */
function plain(schema: JsonSchema): JsonSchema {
  const forms = schema.anyOf ?? [schema];
  return forms.find(({ type }) => type === "array") ?? forms[0]!;
}

function choices(values: readonly unknown[] | undefined): string | undefined {
  return values === undefined ? undefined : [...values].sort().join("|");
}

test("the schema for other languages names every setting of the stack file: name, description, type, necessity", () => {
  const { apiToken, homeAssistantToken, ...settings } = ofComponent();
  for (const token of [apiToken, homeAssistantToken]) {
    expect(token).toMatchObject({ required: false, type: "string" });
  }
  expect(Object.keys(settings).length).toBeGreaterThan(40);
  expect(settings).toEqual(ofProgram());
});

test("every input and every output is described in a sentence", () => {
  const { inputProperties, properties = {}, description } = home();
  const sentences = [...Object.values(inputProperties), ...Object.values(properties), { description }];
  expect(sentences.filter((one) => !/^[^a-z].*\.$/s.test(one.description ?? ""))).toEqual([]);
});

test("settings are plain values in every language, because they decide what there is; only tokens may be outputs", () => {
  const { apiToken, homeAssistantToken, ...settings } = home().inputProperties;
  expect([apiToken!.plain, homeAssistantToken!.plain]).toEqual([undefined, undefined]);
  expect(Object.values(settings).filter(({ plain: isPlain }) => isPlain !== true)).toEqual([]);
});

test("the home's outputs are there in every language", () => {
  expect(home().required).toEqual(
    ["bundlePasswords", "bundles", "devices", "homeAssistant", "tunnelId", "tunnelToken", "url"].sort(),
  );
});

test("the component's token is the one that stacks hold, and it is the only component", () => {
  expect(schema.name).toBe("ha-mtls");
  expect(Object.keys(schema.resources)).toEqual(["ha-mtls:index:SecureHome"]);
});
