import { both, requests } from "./support/after-a-run.ts";
import { problemsOf, surveyOf, type Surveyed } from "./support/survey-of.ts";

const settings = { devices: [{ name: "server", csr: "server.csr.pem" }] };
const gate = { "ha-mtls:index:Gate gate": { access: { lanes: {}, ...both } } };
const certificate = {
  id: "c",
  status: "revoked",
  csr: requests.server.replaceAll("\n", "\r\n"),
  expires_on: "2100-01-01T00:00:00Z",
};
const held = { "cloudflare:index/clientCertificate:ClientCertificate server-certificate": { id: "d" } };

const survey = (part: object, state: object = gate): Promise<Surveyed> =>
  surveyOf({
    zone: { certificates: [{ ...certificate, ...part }], state: state as never },
    settings,
    requests,
  });

test.each(["revoked", "pending_revocation"])(
  "a request whose certificate is %s is not signed again, and the refusal says how to make another",
  async (status) => {
    const surveyed = await survey({ status });
    expect(problemsOf(surveyed)).toContain("bad-csr csr of server");
    expect(surveyed.refusal?.message).toContain(
      "openssl req -new -newkey rsa:2048 -nodes -keyout server.key",
    );
  },
);

test.each<[string, object, object]>([
  ["its certificate is active", { status: "active" }, gate],
  ["the revoked certificate is for another request", { csr: "another\n" }, gate],
  ["the stack has a certificate for it, which it replaces", {}, { ...gate, ...held }],
  ["the stack was destroyed and is deployed again", {}, {}],
])("but it is signed if %s", async (_what, part, state) => {
  expect(problemsOf(await survey(part, state))).not.toContain("bad-csr csr of server");
});
