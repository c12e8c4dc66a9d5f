import { Latest } from "cloudflare-simulator/latest.ts";

test("keeps the latest entries, oldest first, and never holds more than twice as many", () => {
  const latest = new Latest<number>(3);
  for (let entry = 1; entry <= 50_000; entry += 1) latest.add(entry);
  expect(latest.list()).toEqual([49_998, 49_999, 50_000]);
  expect(JSON.stringify(latest).length).toBeLessThan(100);
  latest.clear();
  expect(latest.list()).toEqual([]);
});
