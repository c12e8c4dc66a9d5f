import { RequestLog } from "cloudflare-simulator/request-log.ts";

test("numbers continue although only the latest 10,000 of 50,000 requests are kept", () => {
  const log = new RequestLog();
  for (let count = 0; count < 50_000; count += 1) {
    log.begin({ method: "GET", path: "/client/v4/zones", bodyText: "" });
  }
  const entries = log.list();
  expect(entries).toHaveLength(10_000);
  expect([entries[0]?.number, entries.at(-1)?.number]).toEqual([40_001, 50_000]);
});

test.each([
  ["", null],
  ['{"a":1}', { a: 1 }],
  ["no json", "no json"],
  ["[".repeat(50_000), "[".repeat(50_000)],
])("a body is kept as a JSON value, or else as text: %#", (bodyText, body) => {
  const log = new RequestLog();
  expect(log.begin({ method: "POST", path: "/", bodyText }).body).toEqual(body);
});
