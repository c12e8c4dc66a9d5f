import * as fc from "fast-check";
import type { CustomRule } from "../../../domain/rules/custom-rule.ts";
import { blockRules, type Door } from "../../../domain/rules/gate-rule.ts";
import {
  type DesiredGate,
  type GateWrite,
  nextWrite,
  writesToTry,
} from "../../../domain/rules/gate-writes.ts";
import { pin, pins } from "../pins.ts";

function rule(ref: string, part: Partial<CustomRule> = {}): CustomRule {
  const defaults = { action: "block", enabled: true, description: "", parameters: {}, logged: true };
  return { id: `id-${ref}`, ref, expression: `http.host eq "${ref}"`, ...defaults, ...part };
}

const hostname = "ha.example.com";
const door = (names: readonly string[], count: number): Door => ({
  hostnames: names,
  lanes: [],
  pins: pins(count),
});

function desired(doors: readonly Door[], part: Partial<DesiredGate> = {}): DesiredGate {
  return {
    stack: "test",
    formerPrefix: undefined,
    rules: doors.flatMap(blockRules),
    hostnames: doors.flatMap(({ hostnames }) => hostnames),
    position: "last",
    slots: 5,
    ...part,
  };
}

let made = 0;

/** What Cloudflare does with a write. */
function carryOut(live: readonly CustomRule[], write: GateWrite): CustomRule[] {
  const place = (rules: readonly CustomRule[], one: CustomRule, at: { after?: string; before?: "" }) => {
    const others = rules.filter(({ id }) => id !== one.id);
    const end = at.after === "" ? others.length : others.findIndex(({ id }) => id === at.after) + 1;
    return others.toSpliced(at.before === undefined ? end : 0, 0, one);
  };
  switch (write.kind) {
    case "add":
      made += 1;
      return place(live, rule(write.ref, { ...write.rule, id: `made-${made}` }), write.place);
    case "change":
      return live.map((one) => (one.id === write.id ? rule(write.ref, { ...write.rule, id: one.id }) : one));
    case "move":
      return place(
        live,
        live.find(({ id }) => id === write.id)!,
        write.place,
      );
    case "remove":
      return live.filter(({ id }) => id !== write.id);
  }
}

/** Every state of the list from the live rules to the desired ones, including both. */
function way(gate: DesiredGate, live: readonly CustomRule[]): (readonly CustomRule[])[] {
  const lists = [live];
  for (;;) {
    const write = nextWrite(gate, lists.at(-1)!);
    if (write === undefined) return lists;
    lists.push(carryOut(lists.at(-1)!, write));
    if (lists.length > 60) throw new Error("the writes do not come to an end");
  }
}

const contents = (rules: readonly CustomRule[]): string[] =>
  rules.filter(({ ref }) => ref.startsWith("ha-mtls-")).map(({ expression }) => expression);

test("a rule of which only the pins change is changed in place and keeps its ref", () => {
  const [before] = way(desired([door([hostname], 1)]), []).slice(-1);
  const write = nextWrite(desired([door([hostname], 2)]), before!);
  expect(write).toMatchObject({ kind: "change", id: before![0]!.id, ref: "ha-mtls-test-1" });
});

test("nothing is written when the live rules are as desired", () => {
  const gate = desired([door([hostname], 1)]);
  expect(nextWrite(gate, way(gate, [rule("other")]).at(-1)!)).toBeUndefined();
});

test.each([
  ["turned off", { enabled: false }],
  ["made a log rule", { action: "log" }],
  ["edited", { expression: "ssl" }],
])("a rule of ours that was %s is corrected", (_what, part) => {
  const gate = desired([door([hostname], 1)]);
  const [before] = way(gate, []).at(-1)!;
  expect(nextWrite(gate, [{ ...before!, ...part }])).toMatchObject({ kind: "change", id: before!.id });
});

test("a list without a free slot is refused, with what to do", () => {
  const full = Array.from({ length: 5 }, (_, index) => rule(`other-${index}`));
  expect(() => nextWrite(desired([door([hostname], 1)]), full)).toThrow(
    /no more than 5 custom rules.*delete/s,
  );
});

test("the rules of a renamed stack are removed after the new ones are in place", () => {
  const old = rule("ha-mtls-former-1", { expression: blockRules(door([hostname], 1))[0]!.expression });
  const gate = desired([door([hostname], 1)], { formerPrefix: "ha-mtls-former-" });
  expect(way(gate, [old]).map((list) => list.map(({ ref }) => ref))).toEqual([
    ["ha-mtls-former-1"],
    ["ha-mtls-former-1", "ha-mtls-test-1"],
    ["ha-mtls-test-1"],
  ]);
});

const anyDoors = fc
  .record({ ha: fc.integer({ min: 0, max: 140 }), nas: fc.option(fc.integer({ min: 0, max: 20 })) })
  .map(({ ha, nas }) =>
    nas === null ? [door([hostname], ha)] : [door([hostname], ha), door(["nas.example.com"], nas)],
  );
const position = fc.constantFrom("first" as const, "last" as const);
const anyPositions = fc.record({ before: position, after: position });
const anyChange = fc.record({ from: anyDoors, to: anyDoors });
const room = fc.integer({ min: 0, max: 3 });

test("from any gate to any other, rules of others stay, ours end as desired, and no list is too long", () => {
  fc.assert(
    fc.property(anyChange, anyPositions, room, ({ from, to }, { before, after }, spare) => {
      const foreign = [rule("a"), rule("b")];
      const slots = Math.max(from.flatMap(blockRules).length, to.flatMap(blockRules).length) + 2 + spare;
      const start = way(desired(from, { position: before, slots }), foreign).at(-1)!;
      const lists = way(desired(to, { position: after, slots }), start);
      const end = lists.at(-1)!;
      for (const list of lists) {
        expect(list.length).toBeLessThanOrEqual(slots);
        expect(list.filter(({ ref }) => !ref.startsWith("ha-mtls-"))).toEqual(foreign);
      }
      expect(contents(end).sort()).toEqual(
        to
          .flatMap(blockRules)
          .map(({ expression }) => expression)
          .sort(),
      );
      expect(end.slice(after === "last" ? 0 : -2, after === "last" ? 2 : undefined)).toEqual(foreign);
    }),
    { numRuns: 60 },
  );
});

test("after every write the hostnames are guarded by the old rules, by the new ones, or by one that blocks everyone", () => {
  const covers = (list: readonly CustomRule[], gate: DesiredGate): boolean => {
    const skeletons = new Set(contents(list).map((text) => text.replaceAll(/"[0-9a-f]{64}" ?/g, "")));
    return gate.rules.every(({ expression }) =>
      skeletons.has(expression.replaceAll(/"[0-9a-f]{64}" ?/g, "")),
    );
  };
  const blocksAll = (list: readonly CustomRule[]): boolean =>
    contents(list).some((text) => text.includes(hostname) && !text.includes("cert_verified"));
  fc.assert(
    fc.property(anyDoors, anyDoors, room, (from, to, spare) => {
      const slots = Math.max(from.flatMap(blockRules).length, to.flatMap(blockRules).length) + spare;
      const [old, wanted] = [desired(from, { slots }), desired(to, { slots })];
      for (const list of way(wanted, way(old, []).at(-1)!)) {
        expect(covers(list, old) || covers(list, wanted) || blocksAll(list)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test("a write is tried for every desired rule that is not live, with a ref of its own, and for no other", () => {
  const gate = desired([door([hostname], 1), door(["nas.example.com"], 0)]);
  const writes = writesToTry(gate, []);
  expect(writes.map(({ kind, ref }) => `${kind} ${ref}`)).toEqual([
    "add ha-mtls-test-1",
    "add ha-mtls-test-2",
  ]);
  expect(writes.map(({ rule: { expression } }) => expression)).toEqual(
    gate.rules.map(({ expression }) => expression),
  );
  const live = way(gate, []).at(-1)!;
  expect(writesToTry(gate, live)).toEqual([]);
  const edited = live.map((one, index) => (index === 0 ? { ...one, enabled: false } : one));
  expect(writesToTry(gate, edited)).toMatchObject([
    { kind: "change", id: live[0]!.id, ref: "ha-mtls-test-1" },
  ]);
});

test("adding a pin lets in nobody else", () => {
  const [before] = way(desired([door([hostname], 1)]), []).slice(-1);
  const write = nextWrite(desired([{ ...door([hostname], 0), pins: [pin(7)] }]), before!);
  expect(write?.kind === "change" && write.rule.expression).toContain(`{"${pin(7)}"}`);
});
