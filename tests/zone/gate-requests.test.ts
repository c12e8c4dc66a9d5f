import type { GateWrite, RuleWrite } from "../../domain/rules/gate-writes.ts";
import { requestFor, requestForList } from "../../zone/gate-requests.ts";

const rule = { expression: "ssl", description: "only listed devices reach ha.example.com" };
const add: RuleWrite & { kind: "add" } = { kind: "add", ref: "r-1", rule, place: { before: "" } };
const body = { ref: "r-1", action: "block", enabled: true, ...rule };
const list = { zoneId: "zone", rulesetId: "list" };

test.each<[GateWrite, object]>([
  [
    add,
    { method: "POST", path: "zones/zone/rulesets/list/rules", body: { ...body, position: { before: "" } } },
  ],
  [
    { kind: "change", id: "1", ref: "r-1", rule },
    { method: "PATCH", path: "zones/zone/rulesets/list/rules/1", body },
  ],
  [
    { kind: "move", id: "1", place: { after: "2" } },
    { method: "PATCH", path: "zones/zone/rulesets/list/rules/1", body: { position: { after: "2" } } },
  ],
  [
    { kind: "remove", id: "1" },
    { method: "DELETE", path: "zones/zone/rulesets/list/rules/1" },
  ],
])("a change of a rule is one request that concerns only this rule: %j", (write, request) => {
  expect(requestFor(list, write)).toEqual(request);
});

test("in a zone without an entry point the first rule creates it", () => {
  const created = {
    method: "POST",
    path: "zones/zone/rulesets",
    body: {
      ...{ kind: "zone", name: "default", phase: "http_request_firewall_custom", description: "" },
      rules: [body],
    },
  };
  expect(requestFor({ zoneId: "zone", rulesetId: undefined }, add)).toEqual(created);
  expect(requestForList("zone", [add])).toEqual(created);
});

test("a rule of a list that does not exist can't be removed", () => {
  expect(() => requestFor({ zoneId: "zone", rulesetId: undefined }, { kind: "remove", id: "1" })).toThrow(
    "a zone without custom rules can't remove one",
  );
});
