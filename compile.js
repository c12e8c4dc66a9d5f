"use strict";

// Compiles this project's TypeScript while it is loaded, without checking types; `node --require` takes it, and so do
// programs that import the home. Every other module is left to whoever loads it.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join, sep } = require("node:path");

const parts = [
  "index.ts",
  ...["components", "survey", "stack", "model", "commands"].map((part) => part + sep),
];
const others = require.extensions[".ts"] ?? require.extensions[".js"];
const compiler = dirname(dirname(require.resolve("sucrase")));
const compilerVersion = JSON.parse(readFileSync(join(compiler, "package.json"), "utf8")).version;
// Among the packages, where only their owner writes.
const cache = join(dirname(compiler), ".cache", "ha-mtls");

require.extensions[".ts"] = (module, filePath) => {
  if (parts.some((part) => filePath.startsWith(`${__dirname}${sep}${part}`))) {
    module._compile(compile(readFileSync(filePath, "utf8"), filePath), filePath);
  } else {
    others(module, filePath);
  }
};

/** Compiles once for all runs: a file is known by its text, and what was made of it is kept. */
function compile(source, filePath) {
  const hash = createHash("sha256").update(`${compilerVersion}\n${source}`).digest("hex");
  const path = join(cache, `${hash}.js`);
  try {
    return readFileSync(path, "utf8");
  } catch {
    const options = { transforms: ["imports", "typescript"], disableESTransforms: true, filePath };
    const { code } = require("sucrase").transform(source, options);
    keep(path, code);
    return code;
  }
}

/** Where nothing can be kept every run compiles. */
function keep(path, code) {
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, code);
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    // Packages that can't be written to, say.
  }
}
