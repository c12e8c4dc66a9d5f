import "cloudflare-simulator/ca/reflect-metadata.ts";

interface Metadata {
  readonly defineMetadata: (key: unknown, value: unknown, target: object) => void;
  readonly getOwnMetadata: (key: unknown, target: object) => unknown;
  readonly getMetadata: (key: unknown, target: object) => unknown;
}

const { defineMetadata, getOwnMetadata, getMetadata } = Reflect as unknown as Metadata;

const base = {};
const derived = Object.create(base) as object;

test("metadata is inherited from the prototype, but not owned", () => {
  defineMetadata("key", 1, base);
  expect([getMetadata("key", base), getOwnMetadata("key", base)]).toEqual([1, 1]);
  expect([getMetadata("key", derived), getOwnMetadata("key", derived)]).toEqual([1, undefined]);
});

test("an object's own metadata hides what it inherits, even if it is undefined", () => {
  defineMetadata("hidden", 1, base);
  defineMetadata("hidden", undefined, derived);
  expect([getMetadata("hidden", base), getMetadata("hidden", derived)]).toEqual([1, undefined]);
});

test("without metadata the result is undefined", () => {
  expect([getMetadata("none", derived), getOwnMetadata("none", {})]).toEqual([undefined, undefined]);
});
