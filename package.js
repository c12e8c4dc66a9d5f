"use strict";

// What other programs import, and what Pulumi starts for programs in other languages. The sources are TypeScript and
// stay it: they are compiled while they are loaded, and every other module is left to whoever loads it.
const { readFileSync } = require("node:fs");
const { sep } = require("node:path");
const { transform } = require("sucrase");

const others = require.extensions[".ts"] ?? require.extensions[".js"];

require.extensions[".ts"] = (module, filePath) => {
  if (!isOurs(filePath)) {
    others(module, filePath);
    return;
  }
  const { code } = transform(readFileSync(filePath, "utf8"), {
    transforms: ["imports", "typescript"],
    filePath,
  });
  module._compile(code, filePath);
};

function isOurs(filePath) {
  return ["components", "survey", "model", "commands"].some((part) =>
    filePath.startsWith(`${__dirname}${sep}${part}${sep}`),
  );
}

exports.SecureHome = require("./components/secure-home.ts").SecureHome;
