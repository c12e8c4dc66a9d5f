import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * `npm run prepare`: compiles what other programs import to JavaScript and declarations in dist/. Neither Node nor another
 * program's jest runs TypeScript inside node_modules.
 */
const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
const compiler = join(
  dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin",
  "tsc",
);

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [compiler, "-p", join(root, "tsconfig.package.json")], { stdio: "inherit" });
cpSync(join(root, "hooks"), join(dist, "hooks"), {
  recursive: true,
  filter: (path) => !path.endsWith(".ts"),
});
for (const path of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  if (path.endsWith(".d.ts")) {
    // The compiler does not rewrite specifiers in declarations.
    const text = readFileSync(join(dist, path), "utf8");
    writeFileSync(join(dist, path), text.replaceAll(/(from "\..*)\.ts"/g, '$1.js"'));
  }
}
writeFileSync(join(dist, "package.json"), '{ "type": "commonjs" }\n');
const here = readFileSync(join(root, "here.cjs"), "utf8");
writeFileSync(join(dist, "here.cjs"), here.replace('".ts"', '".js"'));
