import {
  ruleThatPins,
  unknownCertificate,
  unknownCertificates,
} from "../../../domain/certificates/unknown-certificates.ts";
import { readCustomRule } from "../../../domain/rules/custom-rule.ts";
import { pin } from "../pins.ts";
import { soundHome } from "../sound-home.ts";

const twin = { id: "twin", commonName: "anna-phone", organization: "Home", pin: pin(1) };
const rule = readCustomRule({ id: "1", description: "cabin", expression: `not x in {"${pin(1)}"}` });
const { configuration } = soundHome();
const unknown = (part: Partial<typeof twin>, rules = [rule].slice(1), held: readonly string[] = []) =>
  unknownCertificates([{ ...twin, ...part }], configuration, { isHeld: (id) => held.includes(id), rules });

test("a certificate with a device's name that nothing knows is found, in any generation", () => {
  expect(unknown({})).toEqual([twin]);
  expect(unknown({ commonName: "ben-phone.7" })).toHaveLength(1);
});

test.each<[string, Partial<typeof twin>]>([
  ["the name of no device", { commonName: "somebody" }],
  ["another organization", { organization: "Elsewhere" }],
])("a certificate with %s is not ours", (_what, part) => {
  expect(unknown(part)).toEqual([]);
});

test("a certificate in the stack's state, or let in by an enabled rule, is known", () => {
  expect(unknown({}, [], ["twin"])).toEqual([]);
  expect(unknown({}, [rule])).toEqual([]);
  expect(unknown({}, [{ ...rule, enabled: false }])).toEqual([twin]);
});

test("the rule that lets a certificate in is named, and no rule does without a pin", () => {
  expect(ruleThatPins(pin(1), [rule])).toBe('custom rule "cabin"');
  expect(ruleThatPins(pin(2), [rule])).toBeUndefined();
  expect(ruleThatPins("", [rule])).toBeUndefined();
});

test("an unknown certificate is described with the command that revokes it", () => {
  expect(unknownCertificate(twin)).toMatchObject({
    code: "unknown-to-stack",
    where: "anna-phone",
    fix: "Revoke it: npm run device -- revoke-certificate twin",
  });
});
