import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

// What `npm run prepare` has made, which runs before `npm test`.
const dist = join(import.meta.dirname, "..", "..", "dist");
const files = existsSync(dist) ? readdirSync(dist, { recursive: true, encoding: "utf8" }) : [];

test("the package has JavaScript, declarations and every script of hooks/, and no TypeScript source", () => {
  expect(files.filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))).toEqual([]);
  const scripts = readdirSync("hooks").map((name) => join("hooks", name.replace(/\.ts$/, ".js")));
  expect(files).toEqual(expect.arrayContaining(["package.js", "package.d.ts", ...scripts]));
});

test("declarations refer to each other, and not to sources", () => {
  const declarations = files.filter((path) => path.endsWith(".d.ts"));
  expect(
    declarations.filter((path) => /from "\..*\.ts"/.test(readFileSync(join(dist, path), "utf8"))),
  ).toEqual([]);
});

test("a hook of the package runs under plain Node", () => {
  const { stderr, status } = spawnSync(process.execPath, [join(dist, "hooks", "disconnect.js")], {
    encoding: "utf8",
    env: {},
  });
  expect([stderr, status]).toEqual([
    "ACCOUNT_ID is not set: Pulumi runs this program, don't start it yourself\n",
    1,
  ]);
});
