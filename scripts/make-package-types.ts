import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "..");

/** What a program sees of the package that imports it: these files, without what they are made with. */
const sources = ["components/secure-home", "components/outputs", "model/home-settings"];

/**
 * The package's declarations by path. Programs must not be given the sources: their compiler would check those by its
 * own rules. They are kept in the repository, so that a package taken from git needs no build.
 */
export function packageTypes(): Record<string, string> {
  const options: ts.TranspileOptions = { compilerOptions: { module: ts.ModuleKind.Node16 } };
  return Object.fromEntries(
    sources.map((source) => {
      const text = readFileSync(join(root, `${source}.ts`), "utf8");
      const { outputText } = ts.transpileDeclaration(text, { ...options, fileName: `${source}.ts` });
      return [`types/${source}.d.ts`, outputText];
    }),
  );
}

if (require.main === module) {
  for (const [path, text] of Object.entries(packageTypes())) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
