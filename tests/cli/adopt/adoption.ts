import { makePlan } from "../../../cli/adopt/make-plan.ts";
import type { AdoptionPlan } from "../../../cli/adopt/plan.ts";
import type { ExportedStack } from "../../../cli/state.ts";
import type { Home } from "../../../domain/configuration/home.ts";
import { newCsr } from "../../simulator/support/new-csr.ts";
import type { SimulatorUnderTest } from "../../simulator/support/with-simulator.ts";
import { homeOf, stateOf } from "../support/cli-fixtures.ts";

/** Helpers for adoption tests: the plan for a stack, and objects that somebody else created at Cloudflare. */
export function adoptionIn(cloud: SimulatorUnderTest) {
  return {
    plan: (state: ExportedStack = stateOf([]), home: Home = homeOf()): Promise<AdoptionPlan> =>
      makePlan(cloud.api(), { home, state }),
    makeTunnel: async (name: string, source: "cloudflare" | "local" = "cloudflare"): Promise<string> => {
      const tunnels = cloud.client.zeroTrust.tunnels.cloudflared;
      const tunnel = await tunnels.create({ ...cloud.account, name, config_src: source });
      return tunnel.id ?? "";
    },
    makeRecord: async (
      content: string,
      type: "CNAME" | "A" = "CNAME",
      name = "ha.example.com",
    ): Promise<string> => {
      const record = { name, type, content, ttl: 1, proxied: true } as const;
      return (await cloud.client.dns.records.create({ ...cloud.zone, ...record })).id;
    },
    issue: async (commonName: string, organization = "Home"): Promise<string> => {
      const csr = newCsr(`/CN=${commonName}/O=${organization}`);
      const certificate = await cloud.client.clientCertificates.create({
        ...cloud.zone,
        csr,
        validity_days: 30,
      });
      return certificate.id ?? "";
    },
  };
}
