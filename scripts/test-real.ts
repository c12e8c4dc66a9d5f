import { spawnSync } from "node:child_process";
import { findPulumi, noPulumi } from "../cli/pulumi.ts";
import { formatProblem } from "../domain/errors.ts";
import { findHass } from "../tests/home-assistant/real-home-assistant.ts";

/** Tests that need the real Pulumi CLI or Home Assistant: `npm run test:engine`, `npm run test:home-assistant`. */
const suites = {
  engine: {
    find: findPulumi,
    missing: formatProblem(noPulumi),
    words: ["--selectProjects", "engine"],
  },
  "home-assistant": {
    find: findHass,
    missing:
      "Home Assistant was not found. Install it with Python 3.14: pip install homeassistant (if hass is not on the PATH: HASS=<path of hass>)",
    words: ["--testPathPatterns", "tests/home-assistant", "tests/engine/real-home-assistant"],
  },
};

const [name, ...more] = process.argv.slice(2);
const { find, missing, words } = suites[name as keyof typeof suites];
if (find() === undefined) {
  process.stderr.write(`${missing}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = spawnSync("npx", ["jest", ...more, ...words], { stdio: "inherit" }).status ?? 1;
}
