require("tsx/cjs");
const { findPulumi } = require("./cli/pulumi");

const common = {
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
};
const unit = {
  ...common,
  displayName: "unit",
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/tests/engine/"],
};
/** What only the real Pulumi CLI with the real providers can show. */
const engine = { ...common, displayName: "engine", testMatch: ["<rootDir>/tests/engine/**/*.test.ts"] };

/** @type {import("jest").Config} */
module.exports = {
  projects: findPulumi() === undefined ? [unit] : [unit, engine],
  // Most of the time goes by waiting for other processes: every core can take a file.
  maxWorkers: "100%",
  testTimeout: 30_000,
  reporters: ["default", "<rootDir>/tests/closing-line-reporter.js"],
};
