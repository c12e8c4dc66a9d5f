"use strict";

// What other programs import, and what Pulumi starts for programs in other languages. The sources are TypeScript and
// stay it: tsx compiles them while they are loaded, and leaves every other module to whoever loads it.
const { register } = require("tsx/cjs/api");

const unregister = register();
try {
  exports.SecureHome = require("./components/secure-home.ts").SecureHome;
} finally {
  unregister();
}
