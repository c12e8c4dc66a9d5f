import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** What a program prints that runs as Pulumi runs ours, as JSON. */
function run(program: string): unknown {
  const words = ["--require", "./lean-sdk.js", "-e", program];
  const stdio: ["ignore", "pipe", "ignore"] = ["ignore", "pipe", "ignore"];
  return JSON.parse(execFileSync(process.execPath, words, { cwd: root, encoding: "utf8", stdio }));
}

/** Packages of which something is loaded. */
const loaded = `[...new Set(Object.entries(require.cache)
  .filter(([, { children, exports }]) => children.length > 0 || !require("util").types.isProxy(exports))
  .map(([path]) => /node_modules.((@[^/]+.)?[^/]+)/.exec(path.replace(/@pulumi.pulumi.automation/, "automation"))?.[1]))]`;
const putOff = [
  ...["typescript", "@npmcli/arborist", "normalize-package-data", "fdir", "automation"],
  ...["exporter-zipkin", "instrumentation", "instrumentation-grpc", "resources", "sdk-trace-base"].map(
    (name) => `@opentelemetry/${name}`,
  ),
  "@opentelemetry/sdk-trace-node",
];

test("the SDK loads without what it only needs for others, and stack traces without source maps", () => {
  const program = `const before = Error.prepareStackTrace;
    ["", "/cmd/run/tracing.js"].forEach((file) => require("@pulumi/pulumi" + file));
    require("source-map-support/register");
    console.log(JSON.stringify([${loaded}, Error.prepareStackTrace === before]));`;
  const [packages, isUntouched] = run(program) as [string[], boolean];
  expect(packages).toEqual(expect.arrayContaining(["@pulumi/pulumi", "@grpc/grpc-js"]));
  expect(putOff.filter((name) => packages.includes(name))).toEqual([]);
  expect(isUntouched).toBe(true);
});

test("no debugger follows what is loaded", () => {
  const program = `let sessions = 0;
    require("node:inspector").Session = class { constructor() { sessions += 1; } };
    require("@pulumi/pulumi/runtime/closure/v8Hooks.js").isInitializedAsync()
      .then(() => console.log(JSON.stringify(sessions)));`;
  expect(run(program)).toBe(0);
});

test("what is put off is there when it is used: functions for the state", () => {
  const program = `require("@pulumi/pulumi").runtime.serializeFunction(() => 42).then(({ text }) =>
    console.log(JSON.stringify([text.includes("42"), ${loaded}.includes("typescript")])));`;
  expect(run(program)).toEqual([true, true]);
});

test("what is put off is there when it is used: tracing, and programs that run others", () => {
  const program = `require("@pulumi/pulumi/cmd/run/tracing.js").start("http://127.0.0.1:9/api/v2/spans");
    const { automation } = require("@pulumi/pulumi");
    console.log(JSON.stringify([typeof automation.LocalWorkspace.createStack, ${loaded}]));
    process.exit();`;
  const [type, packages] = run(program) as [string, string[]];
  expect(type).toBe("function");
  expect(packages).toEqual(expect.arrayContaining(["automation", "@opentelemetry/exporter-zipkin"]));
});
