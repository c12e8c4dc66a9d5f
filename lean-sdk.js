"use strict";

// Keeps Pulumi's SDK from loading, at the start of every run, what this program does not need: most of its start-up.
// What is put off here loads when something of it is used. https://nodejs.org/docs/latest-v20.x/api/modules.html#requirecache
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

function putOff(name) {
  let loaded;
  const load = (path) => {
    delete require.cache[path];
    return inSdk(name);
  };
  const get = (path, key) => key === "__esModule" || pick((loaded ??= load(path)), key);
  standIn(name, (path) => new Proxy({}, { get: (_target, key) => get(path, key) }));
}

/** A part of a module, as one that is written for `import` has it. */
function pick(module, key) {
  return key === "default" && !module.__esModule ? module : module[key];
}

/** Puts something else in a module's place; a version of the SDK that does not know the module needs nothing. */
function standIn(name, makeExports) {
  try {
    const path = inSdk.resolve(name);
    require.cache[path] = Object.assign(new Module(path), {
      exports: makeExports(path),
      filename: path,
      loaded: true,
    });
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND" && error.code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error;
  }
}
