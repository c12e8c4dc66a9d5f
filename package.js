"use strict";

// What other programs import, and what Pulumi starts for programs in other languages: the TypeScript sources themselves.
require("./compile.js");

exports.SecureHome = require("./components/secure-home.ts").SecureHome;
