import * as fc from "fast-check";
import { largestNumber } from "../../../domain/rules/largest-number.ts";

test("the largest number that fits is found, up to the limit", () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), (limit, largest) => {
      expect(largestNumber(limit, (candidate) => candidate <= largest)).toBe(Math.min(limit, largest));
    }),
  );
});

test("it is 0 when no number fits", () => {
  expect(largestNumber(10, () => false)).toBe(0);
});
