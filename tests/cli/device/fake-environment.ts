import { newCsr } from "../../simulator/support/new-csr.ts";
import { type SimulatorUnderTest, withSimulator } from "../../simulator/support/with-simulator.ts";
import type { DeployedStack } from "./deployed-stack.ts";

/** Gives the tests of a file the stack's fake Pulumi CLI, and hides this machine's token and stack. */
export function withFakeEnvironment(stack: DeployedStack): void {
  const before = { ...process.env };
  beforeEach(() => {
    process.env["PATH"] = stack.pulumi.path;
    delete process.env["CLOUDFLARE_API_TOKEN"];
    delete process.env["PULUMI_STACK"];
  });
  afterAll(() => {
    process.env = before;
  });
}

/** Gives the tests of a file the stack's fake Pulumi CLI, and a simulator as Cloudflare with its token. */
export function withSimulatedEnvironment(stack: DeployedStack, cloud: SimulatorUnderTest): void {
  const before = { ...process.env };
  beforeEach(() => {
    process.env["PATH"] = stack.pulumi.path;
    process.env["CLOUDFLARE_BASE_URL"] = cloud.simulator.api;
    process.env["CLOUDFLARE_API_TOKEN"] = cloud.simulator.apiToken;
  });
  afterEach(() => {
    process.env = { ...before };
  });
}

/** Cloudflare for the tests of a file. */
export function withCloudflare() {
  const underTest = withSimulator();
  beforeEach(() => {
    process.env["CLOUDFLARE_BASE_URL"] = underTest.simulator.api;
  });
  return {
    useToken: () => {
      process.env["CLOUDFLARE_API_TOKEN"] = underTest.simulator.apiToken;
    },
    /** Issues a certificate; returns its id. */
    issue: async (subject: string): Promise<string> => {
      const request = { ...underTest.zone, csr: newCsr(subject), validity_days: 10 };
      return (await underTest.client.clientCertificates.create(request)).id!;
    },
    /** Pins a certificate in a rule, as another home in the zone does. */
    pinByRule: async (id: string): Promise<void> => {
      const { fingerprint_sha256: pin = "" } = await underTest.client.clientCertificates.get(
        id,
        underTest.zone,
      );
      const expression = `not cf.tls_client_auth.cert_fingerprint_sha256 in {"${pin}"}`;
      await underTest.client.rulesets.phases.update("http_request_firewall_custom", {
        ...underTest.zone,
        rules: [{ action: "block", expression, description: "the cabin's" }],
      });
    },
    revoke: async (id: string) => await underTest.client.clientCertificates.delete(id, underTest.zone),
    statusOf: async (id: string) =>
      (await underTest.client.clientCertificates.get(id, underTest.zone)).status,
  };
}
