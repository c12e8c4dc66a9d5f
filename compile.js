"use strict";

// Compiles this project's TypeScript while it is loaded, without checking types; `node --require` takes it, and so do
// programs that import the home. Every other module is left to whoever loads it.
const { readFileSync } = require("node:fs");
const { sep } = require("node:path");
const { transform } = require("sucrase");

const parts = [
  "index.ts",
  ...["components", "survey", "stack", "model", "commands"].map((part) => part + sep),
];
const others = require.extensions[".ts"] ?? require.extensions[".js"];

require.extensions[".ts"] = (module, filePath) => {
  if (!parts.some((part) => filePath.startsWith(`${__dirname}${sep}${part}`))) {
    others(module, filePath);
    return;
  }
  const options = { transforms: ["imports", "typescript"], disableESTransforms: true, filePath };
  module._compile(transform(readFileSync(filePath, "utf8"), options).code, filePath);
};
