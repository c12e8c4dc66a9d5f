import { after, both, hostname, made, origin, types, requests } from "./support/after-a-run.ts";

describe("generations of one device", () => {
  const home = (names: readonly string[]) => ({
    entrants: { [hostname]: names },
    origins: { [hostname]: origin },
  });

  test.each([
    {
      title: "a second one is added",
      before: ["anna-phone"],
      part: { generation: 2, keepPrevious: true },
      sentence: "generation 2 is new, generation 1 keeps working",
    },
    {
      title: "a third one is added, which ends the first",
      before: ["anna-phone", "anna-phone.2"],
      part: { generation: 3, keepPrevious: true },
      sentence: "generation 3 is new, generation 1 stops working, generation 2 keeps working",
    },
    {
      title: "the first is removed",
      before: ["anna-phone", "anna-phone.2"],
      part: { generation: 2 },
      sentence: "generation 1 stops working, generation 2 keeps working",
    },
    {
      title: "the second is removed again",
      before: ["anna-phone", "anna-phone.2"],
      part: { generation: 1 },
      sentence: "generation 2 stops working, generation 1 keeps working",
    },
  ])("each generation is reported when $title", async ({ before, part, sentence }) => {
    const { infos, warnings } = await after(
      home(before),
      { devices: [{ name: "anna-phone", ...part }] },
      made(before),
    );
    expect(infos).toEqual([`anna-phone at ${hostname}: ${sentence}`]);
    expect(warnings).toEqual([]);
  });

  test.each([
    { title: "the next generation", before: ["anna-phone"], part: { generation: 2 }, next: 2 },
    { title: "a generation that is gone", before: ["anna-phone.2"], part: { generation: 1 }, next: 3 },
  ])(
    "a replacement by $title without overlap is warned about, with the alternative",
    async ({ before, part, next }) => {
      const { infos, warnings } = await after(
        home(before),
        { devices: [{ name: "anna-phone", ...part }] },
        made(before),
      );
      expect(infos).toEqual([]);
      expect(warnings).toEqual([
        "anna-phone gets a new certificate, and the old one stops working with this run [new-certificate]\n" +
          "  Locked out until the new one is installed: npm run device -- onboard anna-phone\n" +
          `  Replace it without a gap: set generation: ${next} and keepPrevious: true for anna-phone, then npx pulumi up`,
      ]);
    },
  );

  test.each([
    {
      title: "that the stack never made",
      held: ["anna-phone"],
      generation: 3,
      text: "has no certificate of generation 2\n  It has generation 1: set generation: 2, or remove keepPrevious.",
    },
    {
      title: "that is gone",
      held: ["anna-phone.2"],
      generation: 2,
      text: "has no certificate of generation 1\n  It has generation 2: set generation: 3, or remove keepPrevious.",
    },
    {
      title: "of a device that is new",
      held: [],
      generation: 2,
      text: "has no certificate of generation 1\n  Remove it.",
    },
  ])(
    "a generation $title can't be kept: it would be newly issued, and the one in use revoked",
    async ({ held, generation, text }) => {
      const device = { name: "anna-phone", generation, keepPrevious: true };
      const { refusal } = await after(home(held), { devices: [device] }, made(held));
      expect(refusal?.message.replace(" [bad-value]", "")).toContain(
        `keepPrevious of anna-phone has nothing to keep: the stack ${text}`,
      );
    },
  );

  test("a generation with a bundle can't be kept beside one with its own request, nor vice versa", async () => {
    const device = { name: "anna-phone", generation: 2, keepPrevious: true };
    const withRequest = await after(
      home(["anna-phone"]),
      { devices: [{ ...device, csr: "a.pem" }] },
      made(["anna-phone"]),
    );
    expect(withRequest.refusal?.message).toContain("can't keep generation 1: it was made without a csr");
    const certificate = { [`${types.certificate} anna-phone-certificate`]: { id: "1", validityDays: 3650 } };
    const withBundle = await after(home(["anna-phone"]), { devices: [device] }, certificate);
    expect(withBundle.refusal?.message).toContain("can't keep generation 1: it was made with a csr");
  });
});

describe("a certificate that is replaced under the same name", () => {
  const locked = (names: string): RegExp =>
    new RegExp(`^${names} gets? (a )?new certificates?, and the old .*\\[new-certificate\\]`);
  const held = ["anna-phone", "ben-phone"];

  test("is not reported if nothing has changed", async () => {
    expect((await after(both, {}, made(held))).warnings).toEqual([]);
  });

  test.each([
    ["validityDays", 365],
    ["keyAlgorithm", "ecdsa-p256"],
  ])("because of the device's %s is reported: it needs its new bundle", async (setting, value) => {
    const devices = [{ name: "anna-phone", [setting]: value }, { name: "ben-phone" }];
    const { infos, warnings } = await after(both, { devices }, made(held));
    expect(infos).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(locked("anna-phone"))]);
    expect(warnings[0]).toContain("set generation: 2 and keepPrevious: true for anna-phone");
  });

  test.each([
    ["organization", "Casa"],
    ["country", "DE"],
    ["validityDays", 365],
    ["keyAlgorithm", "ecdsa-p256"],
  ])("on every device because of %s is reported in one warning", async (setting, value) => {
    const { warnings } = await after(both, { [setting]: value }, made(held));
    expect(warnings).toEqual([expect.stringMatching(locked("anna-phone, ben-phone"))]);
  });

  test("is never one of a generation that is only kept", async () => {
    const device = { name: "anna-phone", generation: 2, keepPrevious: true, validityDays: 365 };
    const { infos, warnings } = await after(
      { ...both, entrants: { [hostname]: ["anna-phone"] } },
      { devices: [device], organization: "Casa" },
      made(["anna-phone"]),
    );
    expect(infos).toEqual([`anna-phone at ${hostname}: generation 2 is new, generation 1 keeps working`]);
    expect(warnings).toEqual([]);
  });

  test.each([
    ["the same request", requests.server, []],
    ["the same request with other line endings", requests.server.replaceAll("\n", "\r\n"), []],
    ["another request", "other\nrequest\n", [expect.stringMatching(locked("server")) as unknown]],
  ])("is reported only if it is due: with %s", async (_what, csr, expected) => {
    const { warnings } = await after(
      { ...both, entrants: { [hostname]: ["server"] } },
      { devices: [{ name: "server", csr: "server.csr.pem" }] },
      { [`${types.certificate} server-certificate`]: { id: "server", validityDays: 3650, csr } },
    );
    expect(warnings).toEqual(expected);
  });
});
