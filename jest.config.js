import { findPulumi } from "./cli/pulumi.ts";

const common = {
  // A package that is published as an ES module only.
  transformIgnorePatterns: ["/node_modules/(?!tinyexec/)"],
  transform: {
    "\\.ts$|tinyexec.*\\.mjs$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
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
export default {
  projects: findPulumi() === undefined ? [unit] : [unit, engine],
  // Most of the time goes by waiting for other processes: every core can take a file.
  maxWorkers: "100%",
  testTimeout: 30_000,
  reporters: ["default", "<rootDir>/tests/closing-line-reporter.js"],
};
