import { strangers, unlisted } from "cloudflare-simulator/exposure/strangers.ts";
import { parseExpression } from "cloudflare-simulator/rules/language.ts";
import { surveyRules } from "cloudflare-simulator/rules/survey.ts";
import { World } from "../support/edge-world.ts";

const ha = "ha.example.com";
const pinned = (...pins: string[]): string =>
  `cf.tls_client_auth.cert_fingerprint_sha256 in {${pins.map((pin) => `"${pin}"`).join(" ")}}`;
let world: World;

beforeEach(async () => {
  world = await World.create();
  world.state.hostnameAssociations = [ha];
});

const found = (...rules: string[]) => strangers(world.state, surveyRules(rules.map(parseExpression)));
const kinds = (...rules: string[]) => found(...rules).map(({ who }) => who);

test("where no hostname requests a certificate, nobody has one", async () => {
  await world.otherCustomer();
  world.state.hostnameAssociations = [];
  expect(kinds()).toEqual(["no certificate"]);
});

test("any other customer counts, even if none is known", () => {
  expect(kinds()).toEqual(["no certificate", "another customer's certificate"]);
});

test("of strangers that no rule can tell apart there is one", async () => {
  const lost = [await world.device("a"), await world.device("b"), await world.device("c")];
  for (const { issued } of lost) issued.status = "revoked";
  const count = (...rules: string[]) => kinds(...rules).filter((who) => who === "revoked certificate").length;
  expect(count()).toBe(1);
  expect(count(pinned("0".repeat(64)))).toBe(1);
  expect(count(pinned(lost[0]!.pin))).toBe(2);
  expect(count(`starts_with(cf.tls_client_auth.cert_fingerprint_sha256, "a")`)).toBe(3);
});

test("another customer has our subject, where a rule looks at subjects", async () => {
  await world.device("phone");
  const subjects = (rule: string) => found(rule).map(({ certificate }) => certificate?.subjectDn);
  expect(subjects("ssl")).not.toContain("CN=phone,O=Home");
  expect(subjects(`cf.tls_client_auth.cert_subject_dn eq "CN=phone,O=Home"`)).toContain("CN=phone,O=Home");
});

test("an active certificate is unlisted where expectations don't list it", async () => {
  const [phone, tablet] = [await world.device("phone"), await world.device("tablet")];
  const details = () =>
    unlisted(world.state, surveyRules([parseExpression(pinned(phone.pin, tablet.pin))]), ha).map(
      ({ detail }) => detail,
    );
  expect(details()).toEqual([]);
  world.state.expectations = { hosts: { [ha]: [phone.pin.toUpperCase()] }, lanes: [] };
  expect(details()).toEqual([`certificate ${tablet.issued.id} (${tablet.pin})`]);
  tablet.issued.status = "revoked";
  expect(details()).toEqual([]);
});
