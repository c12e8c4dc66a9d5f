import { fromApi, sortKeys, toApi, toTunnelConfig } from "../../../testing/rehearsal/api-names.ts";

test("names are translated at any depth, and back", () => {
  const pulumi = { commonName: "a", list: [{ validityDays: 1 }], fingerprintSha256: "b" };
  const api = { common_name: "a", list: [{ validity_days: 1 }], fingerprint_sha256: "b" };
  expect(fromApi(api)).toEqual(pulumi);
  expect(toApi({ commonName: "a", list: [{ validityDays: 1 }] })).toEqual({
    common_name: "a",
    list: [{ validity_days: 1 }],
  });
});

test("a field that is null or undefined is absent", () => {
  expect(fromApi({ a_b: null, c: [null] })).toEqual({ c: [null] });
  expect(toApi({ aB: undefined, c: 1 })).toEqual({ c: 1 });
});

test("a tunnel's configuration has the API's own camelCase", () => {
  const config = {
    ingresses: [{ originRequest: { noTlsVerify: true, http2Origin: true } }],
    warpRouting: {},
  };
  expect(toTunnelConfig(config)).toEqual({
    ingress: [{ originRequest: { noTLSVerify: true, http2Origin: true } }],
    "warp-routing": {},
  });
});

test("keys are sorted at every level, and lists keep their order", () => {
  expect(JSON.stringify(sortKeys({ b: [{ d: 1, c: 2 }, 1], a: null }))).toBe(
    '{"a":null,"b":[{"c":2,"d":1},1]}',
  );
});
