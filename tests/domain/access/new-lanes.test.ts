import { describeAccess } from "../../../domain/access/access.ts";
import { describeNewLanes } from "../../../domain/access/new-lanes.ts";
import { soundHome } from "../sound-home.ts";

const webhook = { webhook: "abc", reason: "the doorbell calls" };
const sentence =
  "ha.example.com: anybody may reach /api/webhook/abc without a certificate, because: the doorbell calls";
const note =
  "ha.example.com/api/webhook/abc: Home Assistant answers 200 to callers from the internet and does nothing, " +
  "unless its trigger has local_only: false " +
  "(in the automation's editor: the trigger's gear icon, then “Only accessible from the local network” off)";

test("a webhook's lane is told when it is new, with what Home Assistant needs", () => {
  const home = soundHome({ lanes: [webhook] });
  expect(describeNewLanes(home, undefined)).toEqual([sentence, note]);
  expect(describeNewLanes(home, describeAccess(soundHome()))).toEqual([sentence, note]);
});

test("a lane that the last run had is not told again", () => {
  const home = soundHome({ lanes: [webhook] });
  expect(describeNewLanes(home, describeAccess(home))).toEqual([]);
});

test("of a lane that opens more than one webhook only the webhooks are told: the lane itself is warned of", () => {
  const home = soundHome({ lanes: [{ ...webhook, paths: ["/local/a"] }] });
  expect(describeNewLanes(home, undefined)).toEqual([note]);
});

test("a prefix that opens webhooks is told, too", () => {
  const home = soundHome({ lanes: [{ prefix: "/api/webhook/", reason: "the doorbell calls" }] });
  expect(describeNewLanes(home, undefined)).toEqual([note.replace("/api/webhook/abc:", "/api/webhook/:")]);
});

test("a lane without a webhook needs no word", () => {
  const home = soundHome({ lanes: [{ preset: "alexa", reason: "Alexa" }] });
  expect(describeNewLanes(home, undefined)).toEqual([]);
});
