"use strict";

// Keeps Pulumi's SDK from loading, at the start of every run, what this program does not need: half of its start-up.
// Its two packages for functions that are kept in the state load when somebody asks for them. The third one looks every
// line of every stack trace up in source maps; what compile.js compiles keeps its line numbers without them.
// https://nodejs.org/docs/latest-v20.x/api/modules.html#requirecache
const { createRequire, Module } = require("node:module");

const inSdk = createRequire(require.resolve("@pulumi/pulumi"));

loadLater("@pulumi/pulumi/typescript-shim.js");
loadLater("@npmcli/arborist");
standIn("source-map-support/register", {});

/** A package that is loaded when something of it is used. */
function loadLater(name) {
  const load = () => {
    delete require.cache[inSdk.resolve(name)];
    return inSdk(name);
  };
  let loaded;
  const get = (_target, key) => (key === "__esModule" ? true : (loaded ??= load())[key]);
  standIn(name, new Proxy({}, { get }));
}

function standIn(name, exports) {
  const path = inSdk.resolve(name);
  require.cache[path] = Object.assign(new Module(path), { exports, filename: path, loaded: true });
}
