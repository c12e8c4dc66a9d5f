import type { Inputs } from "../../../testing/rehearsal/inputs.ts";
import { createProvider } from "../../../testing/rehearsal/provider.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";

const site = withSimulator();
const provider = () => createProvider({ baseUrl: site.simulator.api, token: site.simulator.apiToken });
const make = (type: string, inputs: Inputs, importId?: string) =>
  provider().make({ type, name: "it", inputs, importId });

const recordType = "cloudflare:index/dnsRecord:DnsRecord";

describe("what is unknown is refused by name, before any request", () => {
  test.each([
    ["a resource", () => make("cloudflare:index/worker:Worker", {}), "cloudflare:index/worker:Worker"],
    ["a look-up", () => provider().lookUp("cloudflare:index/getUser:getUser", {}), "getUser"],
    [
      "an input",
      () => make(recordType, { zoneId: "z", name: "n", type: "A", ttl: 1, flattening: true }),
      "flattening",
    ],
    ["an import", () => make(recordType, {}, "zone/record"), "zone/record"],
  ])("%s", async (_what, action, name) => {
    await expect(action()).rejects.toThrow(name);
    expect(site.simulator.requests()).toEqual([]);
  });
});

test("the stack's own state is empty", async () => {
  expect(await provider().lookUp("pulumi:pulumi:readStackResourceOutputs", {})).toEqual({ outputs: {} });
});
