import { collect, withSimulator } from "../../support/with-simulator.ts";

const underTest = withSimulator();

test.each(["zone", "account"] as const)(
  "an IP Access rule of the %s is listed there, and only there, until it is deleted",
  async (scope) => {
    const { client } = underTest;
    const rules = client.firewall.accessRules;
    const where = scope === "zone" ? underTest.zone : underTest.account;
    const rule = await rules.create({
      ...where,
      mode: "whitelist",
      configuration: { target: "ip", value: "192.0.2.1" },
      notes: "office",
    });
    const elsewhere = scope === "zone" ? underTest.account : underTest.zone;
    expect(await collect(rules.list({ ...where, mode: "whitelist" }))).toMatchObject([
      {
        id: rule.id,
        mode: "whitelist",
        configuration: { target: "ip", value: "192.0.2.1" },
        notes: "office",
      },
    ]);
    expect(await collect(rules.list(where))).toHaveLength(1);
    expect(await collect(rules.list(elsewhere))).toEqual([]);
    await rules.delete(rule.id, where);
    expect(await collect(rules.list(where))).toEqual([]);
  },
);
