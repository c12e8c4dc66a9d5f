import { read, sourceFiles } from "./source-files.ts";

test("no file has more than 200 lines of code", () => {
  const long = sourceFiles()
    .map((file) => ({ file, lines: codeLines(read(file)) }))
    .filter(({ lines }) => lines > 200);
  expect(long).toEqual([]);
});

function codeLines(text: string): number {
  const code = text.replaceAll(/^\s*\/\*.*?\*\/\s*$/gms, "").split("\n");
  return code.filter((line) => line.trim() !== "" && !line.trim().startsWith("//")).length;
}

test("all versions are exact, so that all machines run the same", () => {
  const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
    string,
    Record<string, string>
  >;
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  );
  expect(loose).toEqual([]);
});

interface LockFile {
  readonly packages: Readonly<
    Record<string, { readonly integrity?: string; readonly resolved?: string; readonly link?: boolean }>
  >;
}

test("the lock file has no addresses, and a checksum for each package on each platform", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as LockFile;
  // Links point to folders of this repository.
  const entries = Object.entries(packages).filter(
    ([path, { link }]) => path.includes("node_modules/") && link !== true,
  );
  const unchecked = entries.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ""));
  expect(unchecked.map(([path]) => path)).toEqual([]);
  expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test("the lock file matches package.json", () => {
  const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<string, unknown>;
  const { packages } = JSON.parse(read("package-lock.json")) as LockFile;
  expect(packages[""]).toMatchObject({ dependencies, devDependencies });
});
