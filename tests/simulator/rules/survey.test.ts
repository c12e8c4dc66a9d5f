import { parseExpression } from "cloudflare-simulator/rules/language.ts";
import { surveyRules } from "cloudflare-simulator/rules/survey.ts";

const probesOf = (text: string) => surveyRules([parseExpression(text)]).probes[0];
const pin = "cf.tls_client_auth.cert_fingerprint_sha256";

test.each([
  [
    `http.user_agent eq "a" and not http.host in {"b" "c"}`,
    ["http.user_agent=a", "http.host=b", "http.host=c"],
  ],
  [`starts_with(http.request.uri.path, "/open")`, ["http.request.uri.path=/open"]],
  [`lower(http.host) wildcard "a*b\\\\*"`, ["http.host=axb*"]],
  [`any(lower(http.request.headers["X-Key"][*])[*] eq "k")`, ["http.request.headers[x-key]=k"]],
  [`any(http.request.headers[*][*] eq "k")`, ["http.request.headers[x-any]=k"]],
  [`ip.src.asnum in {64500..64501}`, ["ip.src.asnum=64500", "ip.src.asnum=64501"]],
  [`ip.src in {192.0.2.0/24} or cf.edge.server_port & 1`, []],
])("the values that a rule looks for are probes: %s", (text, expected) => {
  expect(probesOf(text)?.map(({ field, value }) => `${field}=${value}`)).toEqual(expected);
});

test("certificate texts are listed with their literals, and whether they are compared as a whole", () => {
  const { certificateUses } = surveyRules([
    parseExpression(`${pin} in {"a" "b"} and cf.tls_client_auth.cert_issuer_dn contains "c"`),
    parseExpression(`${pin} eq "d"`),
  ]);
  expect(certificateUses.get(pin)).toEqual({ exact: true, literals: new Set(["a", "b", "d"]) });
  expect(certificateUses.get("cf.tls_client_auth.cert_issuer_dn")?.exact).toBe(false);
});
