import type { Problem } from "../../../domain/errors.ts";
import { describeWarnings } from "../../../domain/configuration/warnings.ts";
import { soundHome } from "../sound-home.ts";

function warnings(values: Readonly<Record<string, unknown>>): Problem[] {
  return describeWarnings(soundHome(values));
}

test("an ordinary home is warned of nothing", () => {
  expect(warnings({})).toEqual([]);
  expect(warnings({ hostname: "example.com" })).toEqual([]);
});

test("a hostname two labels deep is warned about: Universal SSL does not cover it", () => {
  expect(warnings({ hostname: "ha.home.example.com" })).toMatchObject([
    {
      where: "ha.home.example.com",
      what: "is 2 labels below example.com; Universal SSL covers one",
      fix: expect.stringContaining("Choose a name such as ha-home.example.com,") as string,
    },
  ]);
});

test("the depth counts from the zone, however deep that is itself", () => {
  expect(warnings({ zone: "home.example.com", hostname: "ha.home.example.com" })).toEqual([]);
});

test("more certificates than a zone holds by default are warned about with both numbers", () => {
  const devices = Array.from({ length: 51 }, (_, index) => ({
    name: `device-${index}`,
    generation: 2,
    keepPrevious: true,
  }));
  expect(warnings({ devices })).toMatchObject([
    { code: "too-many-devices", what: "need 102 certificates; a zone holds 100 active ones by default" },
  ]);
});

test("a lane is told as a sentence: what becomes public, for whom and why", () => {
  const lanes = [{ preset: "alexa", reason: "Alexa" }];
  expect(warnings({ lanes }).map(({ what }) => what)).toEqual([
    "ha.example.com: anybody may reach /api/alexa/smart_home, /auth/token without a certificate, because: Alexa",
  ]);
});

test("one webhook by its exact path is no wide lane", () => {
  expect(warnings({ lanes: [{ webhook: "abc", reason: "the doorbell calls" }] })).toEqual([]);
});
