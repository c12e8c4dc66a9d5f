import { type ForeignRule, passesBefore } from "../../model/skip-rules";

const hostnames = ["ha.example.com", "nas.example.com"];
const skip: ForeignRule = {
  action: "skip",
  enabled: true,
  expression: "ip.src eq 203.0.113.7",
  parameters: { ruleset: "current" },
};

test.each<[string, Partial<ForeignRule>]>([
  ["anything at all", {}],
  ["our hostname", { expression: 'http.host eq "ha.example.com"' }],
  ["our hostname in capitals", { expression: 'http.host eq "HA.Example.com"' }],
  ["our hostname with a trailing dot", { expression: 'http.host eq "ha.example.com."' }],
  ["our hostname with a port", { expression: 'http.host eq "nas.example.com:443"' }],
  ["our other hostname", { expression: '(lower(http.host) == "nas.example.com" and ssl)' }],
  ["another host or everything", { expression: 'http.host eq "www.example.com" or ssl' }],
  ["another host || everything", { expression: '(http.host eq "www.example.com" || ssl)' }],
  ["another host xor everything", { expression: 'http.host eq "www.example.com" xor ssl' }],
  ["what another host is not", { expression: 'not http.host eq "www.example.com"' }],
  ["what differs from a host", { expression: 'http.host ne "www.example.com"' }],
  ["hosts that contain a text", { expression: 'http.host contains "example"' }],
  ["the phase by its name", { parameters: { phases: ["http_request_firewall_custom"] } }],
])("a skip rule for %s may let requests pass", (_title, part) => {
  expect(passesBefore({ ...skip, ...part }, hostnames)).toBe(true);
});

test.each<[string, Partial<ForeignRule>]>([
  ["that is switched off", { enabled: false }],
  ["that blocks", { action: "block" }],
  ["that only logs", { action: "log" }],
  ["that skips a later phase", { parameters: { phases: ["http_ratelimit"] } }],
  ["that skips nothing of ours", { parameters: {} }],
  ["without parameters", { parameters: undefined }],
  ["for another host", { expression: 'http.host eq "www.example.com"' }],
  ["for a path of another host", { expression: '(lower(http.host) eq "www.example.com" and ssl)' }],
])("a rule %s does not", (_title, part) => {
  expect(passesBefore({ ...skip, ...part }, hostnames)).toBe(false);
});
