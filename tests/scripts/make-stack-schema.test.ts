import { stackSchema, withProjectConfig } from "../../scripts/make-stack-schema.ts";

interface ConfigSchema {
  readonly properties: { readonly config: { readonly required: string[]; readonly properties: object } };
}

test("the schema has every setting with the project's prefix, and requires those without a default", () => {
  const { config } = (stackSchema() as unknown as ConfigSchema).properties;
  expect(config.required).toEqual(["ha-mtls:zone"]);
  expect(config.properties).toMatchObject({
    "ha-mtls:organization": { type: "string", description: expect.any(String) as string },
    "ha-mtls:validityDays": {
      anyOf: [
        { type: "integer", minimum: 1, maximum: 3650 },
        { type: "string", pattern: "^[0-9]+$" },
      ],
    },
    "cloudflare:apiToken": { required: ["secure"] },
  });
});

test("in Pulumi.yaml only the settings are replaced", () => {
  const text = "# The project.\nname: ha-mtls\nconfig:\n  colour: { type: string }\nmain: index.ts\n";
  const made = withProjectConfig(text);
  expect(made).toMatch(/^# The project\.\nname: ha-mtls\nconfig:\n {2}zone:\n/);
  expect(made).toMatch(/\nmain: index\.ts\n$/);
  expect(made).not.toContain("colour");
});
