import { readFileSync } from "node:fs";

const readme = readFileSync("README.md", "utf8");
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

test("every npm script that the README names exists", () => {
  const named = [...readme.matchAll(/npm (?:run (?:-s )?)?([a-z:-]+)/g)].map(([, name]) => name ?? "");
  const unknown = named.filter(
    (name) => !["ci", "run", "install"].includes(name) && scripts[name] === undefined,
  );
  expect(unknown).toEqual([]);
});
