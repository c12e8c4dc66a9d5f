import { type AdoptionPlan, describePlan, isEmpty, kept, withConsent } from "../../../cli/adopt/plan.ts";
import { stateOf, types, urnOf } from "../support/cli-fixtures.ts";

const record = { type: types.record, name: "r", importId: "zone/r", parents: [] };
const plan: AdoptionPlan = {
  take: [
    { ...record, what: "tunnel a" },
    {
      ...record,
      what: "ha.example.com CNAME b",
      consent: { word: "ha.example.com", consequence: "it moves" },
    },
  ],
  letGo: [
    {
      ...{ urn: urnOf(types.tunnel, "tunnel"), id: "old", pendingDelete: false },
      ...{ what: "tunnel c (old)", why: "it was deleted" },
    },
  ],
  leave: [{ what: "d A 203.0.113.9", why: "it can't be turned\ninto a CNAME" }],
  unfinished: [urnOf(types.record, "e-record")],
};
const empty: AdoptionPlan = { take: [], letGo: [], leave: [], unfinished: [] };

test("the description says what is taken over, dropped, discarded and left, and which consent is needed", () => {
  expect(describePlan("prod", plan)).toBe(
    [
      "Stack prod takes over:",
      "  tunnel a",
      "  ha.example.com CNAME b",
      "    only with --take ha.example.com: it moves",
      "It drops from its state (nothing is deleted at Cloudflare):",
      "  tunnel c (old): it was deleted",
      "It discards the operations that a killed run left unfinished:",
      "  e-record",
      "Left unchanged:",
      "  d A 203.0.113.9:",
      "    it can't be turned",
      "  into a CNAME",
    ].join("\n"),
  );
});

test("sections without entries are left out", () => {
  expect(describePlan("prod", { ...empty, leave: [{ what: "a", why: "b" }] })).toBe(
    "Left unchanged:\n  a:\n    b",
  );
});

test("an object that needs separate consent is taken over only when its word is given", () => {
  expect(withConsent(plan, []).take.map(({ what }) => what)).toEqual(["tunnel a"]);
  expect(withConsent(plan, ["ha.example.com"]).take).toHaveLength(2);
});

test("a plan that only leaves things unchanged changes nothing", () => {
  expect(isEmpty({ ...empty, leave: plan.leave })).toBe(true);
  expect(isEmpty({ ...empty, unfinished: plan.unfinished })).toBe(false);
});

test("of an object and its successor, which share a URN, only the one that is meant is dropped", () => {
  const old = { types: types.tunnel, name: "tunnel", id: "old" };
  const state = stateOf([{ ...old, id: "new" }, old, { ...old, delete: true }]);
  expect(
    kept({ state, letGo: plan.letGo }, state.resources[0]!.type).map(({ id, delete: pending }) => [
      id,
      pending,
    ]),
  ).toEqual([
    ["new", undefined],
    ["old", true],
  ]);
});
