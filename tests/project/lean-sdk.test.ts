import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** What a program prints that runs as Pulumi runs ours, as JSON. */
function run(program: string): unknown {
  const words = ["--require", "./lean-sdk.js", "-e", program];
  return JSON.parse(
    execFileSync(process.execPath, words, {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
}

const loaded = `Object.keys(require.cache)
  .filter((path) => require.cache[path].children.length > 0 || /typescript.js$/.test(path))
  .filter((path) => /node_modules.(typescript|@npmcli.arborist|source-map-support)./.test(path))`;

test("the SDK loads without what it only needs for functions in the state, and without source maps", () => {
  const program = `const before = Error.prepareStackTrace;
    require("@pulumi/pulumi"); require("source-map-support/register");
    console.log(JSON.stringify([${loaded}, Error.prepareStackTrace === before]));`;
  expect(run(program)).toEqual([[], true]);
});

test("a function for the state is still written there, the packages loaded for it", () => {
  const program = `require("@pulumi/pulumi").runtime.serializeFunction(() => 42).then(({ text }) =>
    console.log(JSON.stringify([text.includes("42"), ${loaded}.some((path) => path.includes("typescript"))])));`;
  expect(run(program)).toEqual([true, true]);
});
