"use strict";

// Keeps Pulumi's SDK from loading and doing, at the start of every run, what this program does not need: most of its
// start-up. What is put off loads when it is used; what a version of the SDK does not have is passed over.
// https://nodejs.org/docs/latest-v20.x/api/modules.html#requirecache
const { createRequire, Module } = require("node:module");

const inSdk = createRequire(require.resolve("@pulumi/pulumi"));

// For functions that are kept in the state.
["@pulumi/pulumi/typescript-shim.js", "@npmcli/arborist", "normalize-package-data", "fdir"].forEach(putOff);
// For programs that run other programs.
putOff("@pulumi/pulumi/automation/index.js");
// For --tracing.
[
  "exporter-zipkin",
  "instrumentation",
  "instrumentation-grpc",
  "resources",
  "sdk-trace-base",
  "sdk-trace-node",
]
  .map((name) => `@opentelemetry/${name}`)
  .forEach(putOff);
// Looks every line of every stack trace up in source maps; what compile.js compiles keeps its line numbers without them.
standIn("source-map-support/register", () => ({}));
// Lets a debugger follow every file that is loaded, to say where a function stands that can't be kept in the state.
whereThere("@pulumi/pulumi/runtime/closure/v8Hooks.js", (path) => {
  inSdk(path).isInitializedAsync = () => Promise.resolve();
});

function putOff(name) {
  standIn(name, (path) => {
    let loaded;
    const load = () => {
      delete require.cache[path];
      return inSdk(path);
    };
    const get = (_target, key) => key === "__esModule" || pick((loaded ??= load()), key);
    return new Proxy({}, { get });
  });
}

/** A part of a module, as one that is written for `import` has it. */
function pick(module, key) {
  return key === "default" && !module.__esModule ? module : module[key];
}

/** Puts something else in a module's place. */
function standIn(name, makeExports) {
  whereThere(name, (path) => {
    const exports = makeExports(path);
    require.cache[path] = Object.assign(new Module(path), { exports, filename: path, loaded: true });
  });
}

function whereThere(name, act) {
  let path;
  try {
    path = inSdk.resolve(name);
  } catch {
    return;
  }
  act(path);
}
