import { parse } from "yaml";
import { z } from "zod";
import { readConfig } from "../../domain/configuration/config.ts";
import { configuration } from "../../domain/configuration/settings.ts";
import { projectConfig } from "../../scripts/make-stack-schema.ts";
import { stored } from "../domain/stored-configuration.ts";
import { read } from "./source-files.ts";

interface ProjectKey {
  readonly type: string;
  readonly description: string;
  readonly default?: unknown;
}

const project = (parse(read("Pulumi.yaml")) as { config: Record<string, ProjectKey> }).config;
const schema = z.toJSONSchema(configuration, { io: "input" }).properties ?? {};

test("its settings are generated from the program's (npm run schema)", () => {
  expect(project).toEqual(projectConfig());
});

test.each(Object.entries(project))("%s has a type and one sentence", (key, described) => {
  const { type } = schema[key] as { type: string };
  expect(described.type).toBe(type);
  expect(described.description).toMatch(/^[^\n]+\.$/);
  expect(described.description.match(/[.!?] [A-Z]/g) ?? []).toEqual([]);
});

test("its defaults have the same effect as no settings at all", () => {
  const own = { zone: "example.com", hostname: "ha.example.com" };
  const defaults = Object.fromEntries(
    Object.entries(project).map(([key, described]) => [key, described.default]),
  );
  const withProject = readConfig(stored({ ...defaults, ...own }));
  expect(withProject.problems).toEqual([]);
  expect(withProject).toEqual(readConfig(stored(own)));
});

test("its defaults are the program's", () => {
  const shown = Object.entries(project).filter(([, described]) => !isEmpty(described.default));
  expect(shown.map(([key]) => key)).toEqual(
    expect.arrayContaining(["organization", "country", "validityDays"]),
  );
  for (const [key, described] of shown) {
    expect([key, described.default]).toEqual([key, (schema[key] as { default?: unknown }).default]);
  }
});

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    ["", "[]", "{}"].includes(typeof value === "string" ? value : JSON.stringify(value))
  );
}
