import { normalisePath } from "cloudflare-simulator/edge/normalise-url.ts";

// The first rows are those of https://developers.cloudflare.com/rules/normalization/examples/ for the Cloudflare type.
test.each([
  ["/hello", "/hello"],
  ["/%68ello", "/hello"],
  ["/%68ello//pa\\th", "/hello/pa/th"],
  ["/hello//../path", "/path"],
  ["/hello/\\../path", "/path"],
  ["/./en//hello./", "/en/hello./"],
  ["/", "/"],
  ["//", "/"],
  ["\\", "/"],
  ["/a/..", "/"],
  ["/a/b/.", "/a/b/"],
  ["/../../a", "/a"],
  ["/a/%2e%2E/b", "/b"],
  ["/%7eme/%2D%5f", "/~me/-_"],
  ["/a%2fb/..%2f", "/a%2Fb/..%2F"],
  ["/a%5cb", "/a%5Cb"],
  ['/a b"<>\xe9', "/a%20b%22%3C%3E%E9"],
  ["/%", "/%"],
  ["/%zz", "/%zz"],
  ["/a;b=c,d:e@f!$&'()*+", "/a;b=c,d:e@f!$&'()*+"],
  ["/%2541", "/%2541"],
])("rules see %s as %s", (sent, seen) => {
  expect(normalisePath(sent)).toBe(seen);
});
