import { newApiToken, newHexId } from "cloudflare-simulator/state/identifiers.ts";

test("ids are 32 lower-case hexadecimal digits, and never the same", () => {
  const ids = Array.from({ length: 100 }, newHexId);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(ids).size).toBe(100);
});

test("a token has the 40 characters that Cloudflare's provider requires", () => {
  expect(newApiToken()).toMatch(/^[A-Za-z0-9_-]{40}$/);
  expect(newApiToken()).not.toBe(newApiToken());
});
