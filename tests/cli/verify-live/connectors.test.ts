import { isOlder } from "../../../cli/verify-live/connectors.ts";

test.each([
  ["2026.8.0", true],
  ["2026.10.1", true],
  ["2025.11.0", true],
  ["2026.10.2", false],
  ["2026.10.10", false],
  ["2026.11.0", false],
  ["2027.1.0", false],
  ["", false],
  ["DEV", false],
])("cloudflared %j is older than 2026.10.2: %s", (version, expected) => {
  expect(isOlder(version, "2026.10.2")).toBe(expected);
});
