import { collect, refusalOf, withSimulator } from "../../with-simulator.ts";

const underTest = withSimulator();

test.each(["zone", "account"] as const)(
  "an IP Access rule of the %s is listed there until it is deleted",
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

test.each([
  ["a mode there is not", "allow", "ip", "192.0.2.1", 10001],
  ["a value that is none of its target", "block", "country", "Netherlands", 10001],
  ["a second one for the same address", "challenge", "ip", "192.0.2.9", 10009],
])("%s is refused", async (...[, mode, target, value, code]) => {
  const { client, zone } = underTest;
  const create = (given: object) => client.firewall.accessRules.create({ ...zone, ...given } as never);
  await create({ mode: "block", configuration: { target: "ip", value: "192.0.2.9" } });
  const refusal = await refusalOf(create({ mode, configuration: { target, value } }));
  expect(refusal).toMatchObject({ status: 400, code });
});
