import { spawnSync } from "node:child_process";
import { findHass } from "../tests/home-assistant/real-home-assistant.ts";

/** `npm run test:home-assistant`: what only a real Home Assistant can show. */
if (findHass() === undefined) {
  process.stderr.write(
    "there is no Home Assistant on this machine; get one with Python 3.14: pip install homeassistant (HASS=<path of hass> names one that is not on the PATH)\n",
  );
  process.exitCode = 2;
} else {
  const words = [
    "jest",
    "tests/home-assistant",
    "tests/engine/real-home-assistant",
    ...process.argv.slice(2),
  ];
  process.exitCode = spawnSync("npx", words, { stdio: "inherit" }).status ?? 1;
}
