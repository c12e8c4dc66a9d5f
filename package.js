"use strict";

// What other programs import, and what Pulumi starts for programs in other languages. The sources are TypeScript and
// stay it: tsx compiles them while they are loaded, and leaves every other module to whoever loads it.
const { register } = require("tsx/cjs/api");

const loaders = { ...require.extensions };
const unregister = register();
try {
  exports.SecureHome = require("./components/secure-home.ts").SecureHome;
} finally {
  unregister();
  // tsx takes its own loader for .ts away, and does not give back the one that it found.
  Object.assign(require.extensions, loaders);
}
