import { type Access, checkMoves, describeAccess, onlyTakesAway } from "../../../domain/access/access.ts";
import { soundHome } from "../sound-home.ts";

const hostname = "ha.example.com";
const lanes = [{ webhook: "abc", reason: "the doorbell calls" }];
const access = (values: Readonly<Record<string, unknown>> = {}): Access => describeAccess(soundHome(values));
const anna = { devices: [{ name: "anna-phone" }] };

test("access names the certificates held, the lanes and the origin of each hostname", () => {
  const services = [
    { hostname, origin: "http://ha:8123" },
    { hostname: "nas.example.com", origin: "http://nas", devices: ["ben-phone"] },
  ];
  const devices = [
    { name: "anna-phone", generation: 2, keepPrevious: true },
    { name: "ben-phone" },
    { name: "lost-phone", revoked: true },
  ];
  const lane = { ...lanes[0], hostname };
  expect(access({ hostname: "", services, devices, lanes: [lane] })).toEqual({
    entrants: {
      [hostname]: ["anna-phone", "anna-phone.2", "ben-phone"],
      "nas.example.com": ["ben-phone"],
    },
    lanes: { [hostname]: [expect.stringContaining("/api/webhook/abc") as string], "nas.example.com": [] },
    origins: { [hostname]: "http://ha:8123", "nas.example.com": "http://nas" },
  });
});

describe("a new origin", () => {
  const moved = { origin: "http://other" };

  test.each([
    ["a device", access(), access({ ...moved, ...anna })],
    ["a lane", access({ lanes }), access(moved)],
  ])("is refused while %s loses access to the hostname", (_who, previous, desired) => {
    expect(checkMoves(previous, desired)).toMatchObject([{ code: "two-steps", where: hostname }]);
  });

  test("is accepted while nobody loses access", () => {
    expect(checkMoves(access(anna), access({ ...moved, lanes }))).toEqual([]);
  });

  test("is none for a hostname whose previous origin the state does not know", () => {
    expect(checkMoves({ ...access(), origins: {} }, access(anna))).toEqual([]);
  });
});

test.each([
  ["a device is removed", access(), access(anna)],
  ["a lane is removed", access({ lanes }), access()],
])("a run only takes access away when %s", (_what, previous, desired) => {
  expect(onlyTakesAway(previous, desired)).toBe(true);
});

test.each([
  ["nothing changes", access(), access()],
  ["a device is new", access(anna), access()],
  ["a device is replaced by another", access(), access({ devices: [{ name: "carl-phone" }] })],
  ["a device is removed and a lane is new", access(), access({ ...anna, lanes })],
  ["a device is removed and the origin changes", access(), access({ ...anna, origin: "http://other" })],
  ["it is the first run", undefined, access()],
])("a run does not only take access away when %s", (_what, previous, desired) => {
  expect(onlyTakesAway(previous, desired)).toBe(false);
});
