import * as visit from "../../../testing/demo/visit.ts";

const page = "<title>Home Assistant</title>";
const seen = (change: Partial<visit.Observation> = {}): visit.Observation => ({
  status: 200,
  text: page,
  location: undefined,
  reached: 1,
  ...change,
});

test.each([
  ["Home Assistant's page", seen(), true],
  ["the page from elsewhere", seen({ reached: 0 }), false],
  ["another page", seen({ text: "blocked" }), false],
])("a client is admitted if it gets %s: %s", (...[, observation, admitted]) => {
  expect(visit.isAdmitted(observation)).toBe(admitted);
});

test("a refusal counts only if nothing reached Home Assistant", () => {
  expect(visit.isRefused(seen({ status: 403, text: "", reached: 0 }))).toBe(true);
  expect(visit.isRefused(seen({ status: 403, text: "", reached: 1 }))).toBe(false);
});

test("a visit leads elsewhere unless Home Assistant or its page is seen", () => {
  expect(visit.isElsewhere(seen({ status: 404, text: "", reached: 0 }))).toBe(true);
  expect(visit.isElsewhere(seen({ reached: 0 }))).toBe(false);
  expect(visit.isElsewhere(seen({ text: "" }))).toBe(false);
});

test.each([
  [seen(), "200 Home Assistant"],
  [seen({ status: 101, text: '{"type":"auth_required"}' }), "101 WebSocket"],
  [seen({ status: 403, text: "", reached: 0 }), "403 from the edge"],
  [seen({ status: 403, text: "" }), "403 from Home Assistant, and Home Assistant saw it"],
  [seen({ status: 301, text: "", reached: 0, location: "https://a/" }), "301 to https://a/"],
  [seen({ status: 0, text: "socket hang up", reached: 0 }), "no answer: socket hang up"],
])("%j in words", (observation, words) => {
  expect(visit.inWords(observation)).toBe(words);
});
