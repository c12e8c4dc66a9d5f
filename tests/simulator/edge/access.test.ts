import { isRefusedByAccess } from "cloudflare-simulator/edge/access.ts";
import { createState } from "cloudflare-simulator/state/new-state.ts";

const refused = (host: string, { domain = "", required = true, exempted = [] as string[] } = {}): boolean => {
  const state = createState("example.com", "");
  state.access.organisation.deny_unmatched_requests = required;
  state.access.organisation.deny_unmatched_requests_exempted_zone_names = exempted;
  if (domain !== "") state.access.applications.push({ domain });
  return isRefusedByAccess(state, host);
};

test.each([
  ["no account requires it", "ha.example.com", { required: false }, false],
  ["it has no application", "ha.example.com", {}, true],
  ["another name has one", "ha.example.com", { domain: "www.example.com" }, true],
  ["a name that ends alike has one", "ha.example.com", { domain: "*a.example.com" }, true],
  ["it has one", "HA.example.com.", { domain: "ha.example.com/path" }, false],
  ["a wildcard covers it", "ha.example.com", { domain: "*.example.com" }, false],
  ["its zone is exempted", "ha.example.com", { exempted: ["example.com"] }, false],
])("whether a hostname is refused when %s", (...[, host, options, expected]) => {
  expect(refused(host, options)).toBe(expected);
});
