import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { problemCodes } from "../../model/errors";
import { configuration } from "../../model/settings";
import { stackSchema } from "../../scripts/make-stack-schema";

const readme = readFileSync("README.md", "utf8");
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

test("every npm script that the README names exists", () => {
  const named = [...readme.matchAll(/npm (?:run (?:-s )?)?([a-z:-]+)/g)].map(([, name]) => name ?? "");
  const unknown = named.filter((name) => !["ci", "run"].includes(name) && scripts[name] === undefined);
  expect(unknown).toEqual([]);
});

test("the README names every error code, and no other", () => {
  const table = readme.slice(readme.indexOf("## Errors"), readme.indexOf("## How it is proved"));
  const codes = [...table.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code);
  expect(codes.sort()).toEqual(Object.keys(problemCodes).sort());
});

test("the schema that editors read is made from the configuration's own", () => {
  expect(JSON.parse(readFileSync("stack.schema.json", "utf8"))).toEqual(
    JSON.parse(JSON.stringify(stackSchema())),
  );
});

test("Pulumi.yaml describes every key of the configuration, and no other", () => {
  const project = parse(readFileSync("Pulumi.yaml", "utf8")) as {
    config: Record<string, { description: string }>;
  };
  expect(Object.keys(project.config).sort()).toEqual(Object.keys(configuration.shape).sort());
  expect(
    Object.values(project.config).filter(({ description }) => !/^[A-Z].*[^.]\.?$/.test(description)),
  ).toEqual([]);
});
